"""Texts that somebody could hand in to run code, to stop the grader, or to break what reads its reports; none is right.

``T`` in braces stands for the reference answer of the problem.  Whoever runs one of them leaves a file called ``CANARY``.
"""

from __future__ import annotations

CODE = (
    "__import__('os').system('touch CANARY')", "open('CANARY','w')", "exec(\"open('CANARY','w')\")", "eval('open(\"CANARY\",\"w\")')",
    "ｅval(\"open('CANARY','w')\")", "𝐞𝐯𝐚𝐥(\"open('CANARY','w')\")", "compile('1','','eval')", "print(1)", "(lambda: 0).__globals__",
    "().__class__.__bases__[0].__subclasses__()", "x.__class__", "{T}.__class__", "x.func", "getattr(x, 'func')", "import os", "x; import os",
    "S('x')", "Symbol('x')", "sympify('x')", "lambdify(x, x)", "x if 1 else 2", "[x for x in (1,2)]", "f'{x}'", "x := 2", "x == x", "x and y",
    "not x", "os.system('touch CANARY')", "`touch CANARY`", "$(touch CANARY)", "; touch CANARY", "| touch CANARY", "&& touch CANARY",
    "\"; touch CANARY; \"", "!!python/object/apply:os.system ['touch CANARY']", "*x", "&x {T}", "!x {T}", "%x", "@x",
    "{{ cycler.__init__.__globals__.os.popen('touch CANARY').read() }}", "{{ 7*7 }}", "{% include '/etc/passwd' %}", "${7*7}", "#{7*7}",
    "<%= 7*7 %>", "\\write18{touch CANARY}", "\\input{/etc/passwd}", "\\def\\a{\\a}\\a", "\\catcode`\\%=12", "\\csname x\\endcsname",
    "\\newcommand{\\x}{x}\\x", "\\href{javascript:alert(1)}{ {T} }", "\\url{file:///etc/passwd}", "\\htmlData{onclick=alert(1)}{x}",
    "system(\"touch CANARY\")", "load(\"/etc/passwd\")", "kill(all)", "batch(\"x\")", "?x", "'diff(x,x)", "%o1", "numpy.ones(9)",
)
MACHINE = (
    "diff({T}, x)", "integrate(x, x)", "limit(x, x, 0)", "solve(x, x)", "d/dx({T})", "\\frac{d}{dx} x^2", "f'(x)", "\\int x dx", "sum(x)",
    "\\sum_{i=1}^{9} x", "\\prod x", "lim x", "simplify({T})", "D(x)", "grad(f)", "\\nabla f", "∂f/∂y", "∇f",
)
BOMBS = (
    "9^9^9^9", "9^9^9^9^9^9^9^9", "x^9^9^9", "10^(10^(10^10))", "(((x^99)^99)^99)^99", "2^10000^2", "x^1000000000", "x^(10^999999)", "1e999999999",
    "-1e-999999999", "1e1000000x", "9" * 1_999, "0." + "0" * 1_990 + "1", "1/" + "9" * 1_900, "factorial(999999999)", "99999999!", "170!!!!",
    "(x+y+1)^9999", "((x+1)^999+1)^999", "exp(exp(exp(exp(exp(9)))))", "exp(exp(exp(exp(exp(9+x^2)))))", "exp(9^9999)", "sin(9^9999)",
    "sin(exp(9999))", "tan(1e9999)", "log(1e-9999)", "atan(exp(exp(9)))", "cosh(1e300)", "{T} + exp(-exp(exp(9+x^2)))", "{T} + exp(exp(99)) - exp(exp(98))",
    "{T} + 1e-9999", "{T}*1^(9^9999)", "(-8)^(1/3)^9999", "sqrt(" * 90 + "x" + ")" * 90, "sin(" * 90 + "x" + ")" * 90,
    "(" * 100_000, "[" * 100_000, "{" * 5_000, "-" * 100_000, "-" * 1_999 + "x", "|" * 1_999, "!" * 1_999, "\\frac" * 399, "\\sqrt" * 399, "^" * 1_999,
    "x^" * 900 + "x", "((x)" * 400, "(x+" * 400, "sin " * 400, "f(" * 900, "1/" * 900 + "1", "x," * 900, "[x," * 600, "[[" * 50 + "]]" * 50,
    "x" * 2_000, "x " * 999, "xy" * 999, "+x" * 900, "*x" * 900, "e" * 1_999, "\\" * 1_999, "$" * 1_999, "&" * 1_999, " " * 60_000, "\t\v\f" * 600,
    "\\begin{bmatrix}" * 100, "\\left(" * 300, "x_{" * 600, "a_1" * 600, "x'" * 900, "'" * 1_999, "=" * 1_999, "x=" * 900 + "x", "<" * 1_999,
    "[" + "x," * 290 + "x]", "[[" + "x," * 290 + "x]]", "x" + "²" * 1_900, "½" * 1_900, "√" * 1_900, "∛" * 900 + "x", "0," * 900, "1,000,000" * 200,
)
UNDEFINED = (
    "1/0", "0/0", "1/(x-x)", "{T} + 1/(x-x)", "{T}/(x-x)", "0^(-1)", "log(0)", "log(-1-x^2)", "sqrt(-1-x^2)", "{T} + 0*log(-1-x^2)", "asin(2+x^2)",
    "tan(pi/2)", "nan", "inf", "oo", "zoo", "∞", "\\infty", "NaN", "1/oo", "i", "sqrt(-1)", "I^2", "j",
)
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "' onmouseover='alert(1)", "</pre></dd><script>alert(1)</script>",
    "</title><script>alert(1)</script>", "</style><script>alert(1)</script>", "<!--", "-->", "]]>", "<![CDATA[", "<?xml version='1.0'?>", "<!DOCTYPE x>",
    "&lt;script&gt;", "&#60;script&#62;", "&#x3c;b&#x3e;", "&amp;amp;", "javascript:alert(1)", "data:text/html,<b>", "<iframe src=//evil.example>",
    "<math><mi>x</mi></math>", "<annotation-xml encoding='text/html'><b>", "x<sup>2</sup>", "x<y", "x<b>y", "{T}<b>", "<a href='http://evil.example'>{T}</a>",
    "<style>*{display:none}</style>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "<form action=//evil.example>", "\0", "a\0b",
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\u202e{T}\u202c", "{T}\u202e", "\u200b{T}x", "\u2066{T}\u2069y", "\ufeff\ufeff9", "x\u2028y",
    "\u0000", "\x85", "\ud7a3", "\ufffd", "\ue000", "\U0010ffff", "e\u0301", "x" + "\u0301" * 500, "ﷺ" * 99, "у", "х+y", "ｘ＜script＞",
)
CELLS = (
    "=1+1", "=HYPERLINK(\"http://evil.example\",\"{T}\")", "+1+cmd|'/C touch CANARY'!A0", "-1+cmd|'/C touch CANARY'!A0", "@SUM(1+1)*cmd|'/C calc'!A0",
    "=cmd|'/C touch CANARY'!A0", "\t=1+1", "|calc", "＝1+1", "'=1+1", "\"=1+1\"", ",=1+1", "\",=1+1", ";=1+1", "a\",\"b\",\"c", "ada,100,100",
)
LOGS = (
    "::error::x", "::set-env name=A::b", "##[error]x", "%0a::error::x", "{T}\r\n::error::x", "\n::error::x", "x\rgraded     99 answers",
    "{\"outcome\": \"correct\"}", "'; DROP TABLE grades; --", "{T}'; --", "../../../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "file:///etc/passwd",
    "%s%s%s%n", "{0.__class__}", "%(x)s", "$x", "\\x41", "\\u0041", "\\N{LATIN SMALL LETTER A}", "\\r\\n", "NULL", "None", "True", "undefined", "[object Object]",
    "a or {T}", "{T} or 2 {T}", "±({T})", "{T} ± 0", "{T}, 7", "{T}; 7", "7\n{T} + 1", "{T} and 7", "I do not know", "{T}?", "correct", "42 points please",
)
TEXTS = CODE + MACHINE + BOMBS + UNDEFINED + MARKUP + CELLS + LOGS
