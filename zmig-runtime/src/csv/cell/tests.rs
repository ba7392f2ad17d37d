//! Cells, canonical and not.

use super::*;
use proptest::prelude::*;

fn codec(ty: &str) -> Codec {
    Codec::new(&ty.parse().expect("a type"), true)
}

fn canonical(ty: &str, raw: &str) -> Result<String, String> {
    let mut out = Vec::new();
    codec(ty).canonical(Cell::of_raw(raw), &mut out)?;
    Ok(String::from_utf8(out).expect("text"))
}

#[test]
fn what_says_the_same_has_one_canonical_cell() {
    for (ty, raw, expected) in [
        ("bool", "YES", "true"),
        ("bool", "0", "false"),
        ("int", "007", "7"),
        ("int", "+7", "7"),
        ("int", "-9223372036854775808", "-9223372036854775808"),
        ("float", "1.50", "1.5"),
        ("float", "1E300", "1e300"),
        ("float", "inf", "Infinity"),
        ("float", "-0", "-0.0"),
        ("float32", "0.1", "0.1"),
        ("float32", "1.0000000000000001e-1", "1.0000000000000001e-1"),
        ("float32", "0.10000000000000001", "0.1"),
        ("decimal(10,2)", "0001.5", "1.50"),
        ("decimal(10,2)", "15e-1", "1.50"),
        ("decimal(10,2)", "-0", "0.00"),
        ("decimal(30,10)", "12345678901234567890.0123456789", "12345678901234567890.0123456789"),
        ("str", "\"\"", "\"\""),
        ("str", "\"a\"", "a"),
        ("str", "\"a,b\"", "\"a,b\""),
        ("str", "", ""),
        ("bytes", "AAEC", "AAEC"),
        ("bytes", "\"\"", "\"\""),
        ("date", "2024-02-29", "2024-02-29"),
        ("time", "09:30", "09:30:00"),
        ("time", "09:30:00.500", "09:30:00.5"),
        ("datetime", "2025-12-20 12:00:00", "2025-12-20T12:00:00Z"),
        ("datetime", "2025-12-20T12:00:00.120000+02:00", "2025-12-20T10:00:00.12Z"),
        ("uuid", "67E5504410B1426F9247BB680E5FE0C8", "67e55044-10b1-426f-9247-bb680e5fe0c8"),
        ("json", "\"{\"\"a\"\": 1}\"", "\"{\"\"a\"\": 1}\""),
        ("[int]", "[]", "[]"),
        ("sql:geometry", "12", "12"),
        ("sql:geometry", "\"12\"", "\"12\""),
        ("sql:geometry", "abc", "\"abc\""),
    ] {
        assert_eq!(canonical(ty, raw).as_deref(), Ok(expected), "{ty} {raw}");
        assert_eq!(canonical(ty, expected).as_deref(), Ok(expected), "{ty} {expected} is canonical");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_the_reason() {
    for (ty, raw, reason) in [
        ("bool", "2", "true or false"),
        ("int16", "32768", "from -32768 to 32767"),
        ("int", "9223372036854775808", "whole number"),
        ("int", "1.0", "whole number"),
        ("int", "1 000", "whole number"),
        ("int", "\"\"", "whole number"),
        ("float", "1,5", "a number"),
        ("decimal(4,2)", "100", "4 digits"),
        ("decimal(4,2)", "0.001", "at most 2"),
        ("str(3)", "äöüß", "at most 3 characters"),
        ("bytes", "A", "base64"),
        ("date", "2023-02-29", "a date"),
        ("date", "20.12.2025", "a date"),
        ("time", "24:00:00", "a time"),
        ("datetime", "2025-12-20", "an instant"),
        ("uuid", "67e55044-10b1-426f-9247", "a uuid"),
        ("json", "{a", "JSON"),
        ("[int]", "{}", "a JSON list"),
    ] {
        let found = canonical(ty, raw).expect_err(raw);
        assert!(found.contains(reason), "{ty} {raw}: {found}");
    }
    let required = Codec::new(&Type::Int, false).read(Cell::of_raw("")).expect_err("NULL");
    assert!(required.contains("takes no NULL"), "{required}");
    let text = Codec::new(&Type::Text, false).read(Cell::of_raw(""));
    assert_eq!(text, Ok(Held::Text("".into())));
}

#[test]
fn what_sqlite_holds_is_what_a_typed_struct_reads() {
    for (ty, raw, held) in [
        ("bool", "true", Held::Integer(1)),
        ("datetime", "2025-12-20T12:00:00.12Z", Held::Text("2025-12-20T12:00:00.120+00:00".into())),
        ("time", "12:00:00.000001", Held::Text("12:00:00.000001".into())),
        ("bytes", "AAE=", Held::Blob(vec![0, 1].into())),
        ("decimal(10,2)", "1.5", Held::Real(1.5)),
        ("decimal(16,2)", "1.5", Held::Text("1.50".into())),
    ] {
        assert_eq!(codec(ty).read(Cell::of_raw(raw)), Ok(held), "{ty}");
    }
    let mut out = Vec::new();
    for (ty, held) in [
        ("int16", Held::Integer(40_000)),
        ("int", Held::Text("12abc".into())),
        ("text", Held::Blob(vec![1].into())),
        ("text", Held::Text("a\0b".into())),
        ("bool", Held::Integer(2)),
        ("decimal(10,2)", Held::Real(f64::INFINITY)),
        ("date", Held::Integer(1)),
    ] {
        codec(ty).write(&held, &mut out).expect_err(ty);
    }
}

/// What random text seldom is.
#[test]
fn the_quick_way_says_what_the_slow_one_does() {
    for (ty, texts) in [
        (
            "date",
            &[
                "2024-02-29",
                "2023-02-29",
                "0000-01-01",
                "9999-12-31",
                "2024-13-01",
                "2024-04-31",
                "2024-1-011",
            ][..],
        ),
        (
            "time",
            &[
                "00:00:00",
                "23:59:59.9",
                "24:00:00",
                "12:60:00",
                "12:00:60",
                "12:00:00.",
                "12:00:00.10",
                "12:00:00.0123456789",
            ],
        ),
        (
            "datetime",
            &[
                "2024-02-29T00:00:00Z",
                "2024-02-29T23:59:59.999999Z",
                "2024-02-30T00:00:00Z",
                "2024-02-29 00:00:00Z",
                "2024-02-29T00:00:00.1",
            ],
        ),
        (
            "decimal(4,2)",
            &["0.00", "-0.00", "12.34", "-12.34", "00.10", "123.45", ".50", "1.5", "1.234", "x.12"],
        ),
        ("decimal(4,0)", &["0", "-0", "1234", "12345", "01"]),
        ("decimal(2,2)", &["0.12", "1.12"]),
        ("int16", &["32767", "32768", "-32768", "-32769", "-0", "00", "0"]),
        ("int", &["999999999999999999", "9223372036854775807", "9223372036854775808", "-1"]),
        ("uuid", &["67e55044-10b1-426f-9247-bb680e5fe0c8", "67E55044-10b1-426f-9247-bb680e5fe0c8"]),
        ("str(3)", &["abc", "abcd", "äöü", "a"]),
    ] {
        let codec = codec(ty);
        for text in texts {
            let fast = canonical::is_canonical(&codec.kind, text);
            let mut slow = Vec::new();
            let written = match &codec.kind {
                Kind::Text { longest: Some(n) } => !is_longer(text, *n),
                Kind::Date => time::date(text).is_some(),
                Kind::Time => time::time(text).is_some_and(|t| t.canonical() == *text),
                Kind::DateTime => time::instant(text).is_some_and(|t| t.canonical() == *text),
                Kind::Decimal { precision, scale } => {
                    number::decimal(text, *precision, *scale).as_deref() == Some(text)
                }
                Kind::Uuid => uuid(text).as_deref() == Some(text),
                _ => number::integer(text).is_some_and(|n| {
                    codec.write(&Held::Integer(n), &mut slow).is_ok() && slow == text.as_bytes()
                }),
            };
            // Whatever the quick way says yes to, the slow one does; and those that are usual are said yes to.
            assert!(!fast || written, "{ty} {text}");
            let is_usual = text.is_ascii() && text.len() < 19 || ty == "uuid" || ty == "datetime";
            assert!(fast || !written || !is_usual, "{ty} {text} goes the slow way");
            if let (true, Ok(held)) = (fast, codec.read(Cell::of_raw(text))) {
                let expected = match &codec.kind {
                    Kind::Time => Held::Text(time::time(text).expect("a time").held().into()),
                    Kind::DateTime => Held::Text(time::instant(text).expect("an instant").held().into()),
                    _ => continue,
                };
                assert_eq!(held, expected, "{ty} {text}");
            }
        }
    }
}

proptest! {
    #[test]
    fn decimals_come_back_from_numbers(n in -999_999_999_999_999_i64..=999_999_999_999_999, scale in 0..8_u16) {
        let text = number::decimal(&format!("{n}e-{scale}"), 15, scale).expect("a decimal");
        let held: f64 = text.parse().expect("a number");
        let mut out = Vec::new();
        codec(&format!("decimal(15,{scale})")).write(&Held::Real(held), &mut out).expect("a decimal");
        prop_assert_eq!(String::from_utf8(out).expect("text"), text);
    }

    #[test]
    fn floats_come_back(bits in any::<u64>(), small in any::<u32>()) {
        for (ty, n) in [("float", f64::from_bits(bits)), ("float32", f64::from_bits(bits)), ("float32", f64::from(f32::from_bits(small)))] {
            let mut out = Vec::new();
            codec(ty).write(&Held::Real(n), &mut out).expect("a number");
            let text = String::from_utf8(out).expect("text");
            let Ok(Held::Real(back)) = codec(ty).read(Cell::of_raw(&text)) else { panic!("{text}") };
            prop_assert!(back.to_bits() == n.to_bits() || back.is_nan() && n.is_nan(), "{} {} {}", ty, n, text);
        }
    }

    #[test]
    fn floats_are_written_as_rust_prints_them(bits in any::<u64>(), whole in any::<u32>(), power in -6..18_i32) {
        for n in [f64::from_bits(bits), f64::from(whole) * 10_f64.powi(power), f64::from(whole) / 10_f64.powi(power), -0.0] {
            let mut out = Vec::new();
            codec("float").write(&Held::Real(n), &mut out).expect("a number");
            let expected = if n.is_infinite() { format!("{n:?}").replace("inf", "Infinity") } else { format!("{n:?}") };
            prop_assert_eq!(String::from_utf8(out).expect("text"), expected);
        }
    }

    #[test]
    fn whatever_is_read_is_written_and_read_again(text in "[-+0-9.eE:TZ \"a-f]{0,24}") {
        let mut raw = Vec::new();
        put_text(&mut raw, &text);
        let raw = String::from_utf8(raw).expect("text");
        for ty in ["bool", "int16", "int", "float", "float32", "decimal(12,4)", "decimal(3,3)", "str(9)", "text", "date", "time", "datetime", "uuid", "json", "[int]", "sql:x"] {
            let codec = codec(ty);
            let fast = canonical::is_canonical(&codec.kind, &raw);
            let Ok(held) = codec.read(Cell::of_raw(&raw)) else {
                prop_assert!(!fast, "{} {}", ty, raw);
                continue
            };
            let mut out = Vec::new();
            if fast {
                codec.write(&held, &mut out).expect("writable");
                prop_assert_eq!(std::str::from_utf8(&out).expect("text"), raw.as_str());
                out.clear();
            }
            if codec.write(&held, &mut out).is_err() { continue }
            let text = String::from_utf8(out.clone()).expect("text");
            let again = codec.read(Cell::of_raw(&text)).map_err(|e| TestCaseError::fail(format!("{ty} {text}: {e}")))?;
            let mut twice = Vec::new();
            codec.write(&again, &mut twice).expect("writable");
            prop_assert_eq!(out, twice);
        }
    }
}
