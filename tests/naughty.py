"""Texts that programs stumble over: put together here, kind by kind, by what has gone wrong somewhere before."""

from tests.sizes import size

BLANKS = (" ", "\t", "\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff", "\u00ad", "  twee  blanken  ")
WORDS_OF_PROGRAMS = (
    "null", "NULL", "None", "nil", "undefined", "NaN", "Infinity", "-0", "0", "true", "false", "onwaar", "1e400",
    "0x1F",
    "[]", "{}", '{"a": 1}', "N/A", "-", "--", "test", "admin", "constructor", "__proto__", "con", "NUL", "aux.txt",
)
QUOTES = (
    "O'Brien", "'t Hoen", "d’Arc", '"Piet"', "'", '"', "`", "´", "'; DROP TABLE \"case\"; --", "' OR '1'='1", "\\",
    "\\'",
    "\\n", "a\\", "%", "_", "%s %d %n", "{0}", "{naam}", "%00", "%27", "a;b", "a|b", "a,b", "a\tb", 'a"",""b',
)
MARKUP = (
    "<b>vet</b>", "<script>alert('x')</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>",
    "</textarea>",
    "</title>", "<!--", "-->", "]]>", "<?php echo 1 ?>", "&lt;", "&amp;amp;", "&#0;", "&nbsp;", "javascript:alert(1)",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
)
TEMPLATES = (
    "{{ 7*7 }}", "{{7*7}}", "{% raw %}", "{# weg #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "$(reboot)", "`id`", "$HOME",
    "{{ config }}", "{{ ''.__class__ }}",
)
OF_LETTERS = (
    "#import \"x\"", "#read(\"/etc/passwd\")", "*vet*", "_schuin_", "$x^2$", "= kop", "## kop", "- punt", "+ punt",
    "/ term: uitleg", "@verwijzing", "<label>", "::: title", ":::", "| a | b |", "|- 10 |", "a :: b", "\\input{x}",
    "~",
    "[a](b)", "---", "^PAGE", "1. Jansen",
)
FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", "+31 6 12345678", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "=",
    "+", "@",
    '=HYPERLINK("http://voorbeeld.test")', "'=1+1", "\uff1d1+1", "a;=1+1", "\"=1+1\"",
)
NUMBERS = (
    "1.234,56", "1,5", "12-", "(12)", "\u0661\u0662\u0663", "\uff11\uff12", "\u00bd", "x\u00b2", "\u216b", "\u2460",
)
SCRIPTS = (
    "\u017deljko", "\u00c7a\u011fr\u0131", "\u0141\u00f3d\u017a", "\u0395\u03bb\u03ad\u03bd\u03b7",
    "\u0410\u043d\u043d\u0430",
    "\u0639\u0645\u0631", "\u05e9\u05e8\u05d4", "\u4e2d\u6587", "\u0928\u0947\u0939\u093e", "\u0e44\u0e17\u0e22",
    "\uae40",
    "\u01c3X\u00f3\u00f5", "'s-Gravenhage", "\u0132ssel", "\ufb01ets", "STRA\u1e9eE", "Stra\u00dfe", "\u0130stanbul",
    "\u0131\u015f\u0131k", "\u00e5ngstr\u00f6m", "Nguy\u1ec5n", "\u02bbOkina", "P\u0430ul",
)
COMPOSED = (
    "Jose\u0301", "Jos\u00e9", "A\u030angstro\u0308m", "\u1e9b\u0323", "Z\u0336a\u0353l\u033bg\u0347o", "\u0301",
    "a" + "\u0301" * 60,
)
PICTURES = (
    "\U0001f642", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f1f3\U0001f1f1", "\U0001f44d\U0001f3fd",
    "\u2603",
)
DIRECTIONS = ("\u202eabc", "abc\u202e", "\u2066x\u2069", "a\u200db", "a\u200fb", "fdp.\u202egpj")
CONTROLS = (
    "a\x00b", "a\x1b[31mb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b", "a\nb", "a\r\nb", "a\rb", "a\x0bb",
    "a\x08b", "\x07",
    "a\r\nBcc: b@voorbeeld.test", "a\nSet-Cookie: b=c",
)
NO_LETTERS = ("\ud800", "a\udfffb", "\ufffe", "\uffff", "\U0010ffff", "\ue000", "\ufffd")
LONG = ("x" * 2000, "\u00e9" * 300, "\U0001f642" * 300, "woord " * 400, "W" * 60, "a-" * 100)
PATHS = ("../../etc/passwd", "C:\\CON", "/dev/null", "file:///etc/passwd", "\\\\server\\deel", "a/b/c", "~root")

EVERY = (
    *BLANKS, *WORDS_OF_PROGRAMS, *QUOTES, *MARKUP, *TEMPLATES, *OF_LETTERS, *FORMULAS, *NUMBERS, *SCRIPTS, *COMPOSED,
    *PICTURES, *DIRECTIONS, *CONTROLS, *NO_LETTERS, *LONG, *PATHS,
)


def some(start: int = 0) -> list[str]:
    """As many of all kinds as the size says, spread over the list; all of them at full size."""
    step = max(1, len(EVERY) // size("NAUGHTY_STRINGS"))
    return list(EVERY[start % step::step])
