"""The tables of a run's store, and the two numbers in its header by which it is known."""

APPLICATION_ID = 0x67726472
"""``grdr`` in ASCII: whatever has another number there is not ours."""

VERSION = 3
"""Of these tables: a store with another number was written by another version of the grader."""

TABLES = """
CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE person (person TEXT PRIMARY KEY, layout TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
    login TEXT NOT NULL, email TEXT NOT NULL, number TEXT NOT NULL, grp TEXT NOT NULL, members TEXT NOT NULL,
    present INTEGER NOT NULL, UNIQUE (layout, kind, key)) WITHOUT ROWID;
CREATE TABLE alias (layout TEXT, kind TEXT, key TEXT, person TEXT NOT NULL, PRIMARY KEY (layout, kind, key)) WITHOUT ROWID;
CREATE TABLE attempt (person TEXT, attempt INTEGER, arrived INTEGER NOT NULL, submitted TEXT, late INTEGER NOT NULL,
    digest BLOB NOT NULL, seen BLOB NOT NULL, reading INTEGER NOT NULL, PRIMARY KEY (person, attempt)) WITHOUT ROWID;
CREATE TABLE reading (reading INTEGER PRIMARY KEY, problems TEXT NOT NULL UNIQUE);
CREATE TABLE file (person TEXT, attempt INTEGER, path TEXT, size INTEGER NOT NULL, code TEXT NOT NULL,
    PRIMARY KEY (person, attempt, path)) WITHOUT ROWID;
CREATE TABLE answer (answer INTEGER PRIMARY KEY, problem TEXT NOT NULL, text TEXT NOT NULL, digest BLOB NOT NULL UNIQUE);
CREATE TABLE source (source INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE response (person TEXT, attempt INTEGER, problem TEXT, place INTEGER, answer INTEGER NOT NULL, source INTEGER NOT NULL,
    line INTEGER NOT NULL, col INTEGER NOT NULL, PRIMARY KEY (person, attempt, problem, place)) WITHOUT ROWID;
CREATE TABLE verdict (answer INTEGER, asked BLOB, earlier BLOB, variant TEXT NOT NULL DEFAULT '', mark TEXT NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (answer, asked, earlier, variant)) WITHOUT ROWID;
CREATE TABLE attention (person TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, student TEXT NOT NULL, problem TEXT NOT NULL,
    code TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT NOT NULL);
CREATE INDEX waiting ON attention (person);
CREATE TABLE sheet (person TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, inputs BLOB NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sent (format TEXT, what TEXT, digest BLOB NOT NULL, PRIMARY KEY (format, what)) WITHOUT ROWID;
"""
"""The key of ``verdict`` begins with the answer: by the problem first, the sheets of a class take a hundred times as long."""
