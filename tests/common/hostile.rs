//! Texts that a cloud may give for anything that has one: each is meant to steer, hide, reorder or
//! overflow something.

/// What kind of malice, and the text.
pub(crate) fn texts() -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = SHORT
        .iter()
        .map(|(kind, text)| (*kind, (*text).to_owned()))
        .collect();
    all.extend([
        ("a tower of marks", format!("Z{}w", "\u{301}".repeat(500))),
        ("64 KiB of letters", "a".repeat(64 << 10)),
        ("64 KiB of wide letters", "名".repeat(21 << 10)),
        ("64 KiB of marks", "\u{301}".repeat(32 << 10)),
        ("64 KiB of escapes", "\u{1b}[2J".repeat(16 << 10)),
        (
            "every C1 control",
            ('\u{80}'..='\u{9f}').flat_map(|c| ['a', c]).collect(),
        ),
        (
            "every C0 control",
            ('\u{0}'..='\u{1f}').flat_map(|c| ['a', c]).collect(),
        ),
    ]);
    all
}

const SHORT: &[(&str, &str)] = &[
    ("clears the screen", "a\u{1b}[2J\u{1b}[Hb"),
    ("colours", "a\u{1b}[31;5mb\u{1b}[0m"),
    ("leaves the alternate screen", "a\u{1b}[?1049lb"),
    ("ends a paste", "a\u{1b}[201~\nid\n"),
    ("sets the title", "a\u{1b}]0;pwned\u{7}b"),
    (
        "a hyperlink",
        "a\u{1b}]8;;http://evil\u{1b}\\b\u{1b}]8;;\u{1b}\\",
    ),
    ("writes the clipboard", "a\u{1b}]52;c;cm0gLXJm\u{7}b"),
    ("asks for an answer", "a\u{1b}[6n\u{1b}[c\u{5}b"),
    ("a device control string", "a\u{1b}P+q544e\u{1b}\\b"),
    ("an escape with no end", "a\u{1b}]0;"),
    ("8-bit CSI", "a\u{9b}2Jb\u{9d}0;x\u{9c}"),
    ("bells and backspaces", "a\u{7}\u{8}\u{8}b\u{7f}c\0d"),
    (
        "line breaks",
        "a\r\nb\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i",
    ),
    ("tabs", "a\tb\t\tc"),
    ("overrides", "a\u{202e}dcb\u{202c}e\u{202d}f"),
    ("isolates", "a\u{2066}b\u{2067}c\u{2068}d\u{2069}e\u{61c}f"),
    (
        "zero width",
        "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e\u{feff}f",
    ),
    ("begins with a mark", "\u{301}\u{20dd}a"),
    ("soft hyphens", "a\u{ad}b\u{ad}c\u{34f}d"),
    (
        "what draws nothing",
        "a\u{3164}b\u{115f}c\u{1160}d\u{ffa0}e\u{180e}f",
    ),
    ("tags", "a\u{e0001}\u{e0041}\u{e0042}\u{e007f}b"),
    (
        "variation selectors",
        "a\u{fe00}b\u{fe0e}⚠\u{fe0f}1\u{fe0f}\u{20e3}\u{e0100}",
    ),
    ("wide letters", "日本語サーバ"),
    ("half and full width", "ｶﾞﾟＡＢ한글"),
    ("families", "👨\u{200d}👩\u{200d}👧👍🏽🇩🇪🇩"),
    ("ambiguous width", "α①§±…●■°ÆŁ"),
    ("joined letters", "لا مرحبا \u{5d0}\u{5dc} क्षत्रिय ខ្មែរ"),
    ("right to left", "שלום-01 عربي"),
    (
        "private and unassigned",
        "a\u{e000}b\u{f8ff}c\u{10fffd}d\u{ffff}e\u{fffd}f\u{378}g",
    ),
    (
        "a format character",
        "a\u{fff9}b\u{fffa}c\u{fffb}d\u{1d173}e",
    ),
    ("an option", "--os-auth-url=http://evil"),
    (
        "a shell's words",
        "$(id)`id`;id|id&&id>x'\"\\!!\u{a0}#~*{a,b}",
    ),
    ("a path", "../../../../etc/passwd"),
    ("markup", "<b>|`[x](y)</b>&amp;${a}%{b}{{c}}"),
    ("a template", "%s%n{0}{}\\n\\u0000"),
    ("blanks", "   "),
];
