"""The shelf of layouts: how each LMS names what students hand in.  A new layout is one module and one line here.

A layout is recognised by the entries at the top of a download alone.  No file is opened for it but those that an LMS adds itself.
"""

from grader.intake.layouts import blackboard, brightspace, canvas, github, gradescope, ilias, moodle, nbgrader, plain

LAYOUTS = (moodle.LAYOUT, moodle.TEAMS, canvas.LAYOUT, brightspace.LAYOUT, blackboard.LAYOUT, gradescope.LAYOUT, nbgrader.LAYOUT,
           github.LAYOUT, ilias.LAYOUT, plain.LAYOUT)

PLAIN = plain.LAYOUT
