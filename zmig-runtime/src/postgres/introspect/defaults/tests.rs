use super::*;

fn check(ty: &str, spelled: &str, printed: &str, expected: Option<DefaultValue>) {
    let ty: Type = ty.parse().expect(ty);
    let values = ["a".to_owned(), "it's".to_owned()];
    let of = For { ty: &ty, spelled, domain: None, enum_values: &values };
    assert_eq!(read(printed, of), expected, "{ty} {printed}");
}

fn text(t: &str) -> Option<DefaultValue> {
    Some(DefaultValue::Literal(Literal::Text(t.into())))
}

fn number(n: &str) -> Option<DefaultValue> {
    Some(DefaultValue::Literal(Literal::Number(n.into())))
}

fn int(n: i64) -> Option<DefaultValue> {
    Some(DefaultValue::Literal(Literal::Int(n)))
}

fn expr(sql: &str) -> Option<DefaultValue> {
    Some(DefaultValue::Expr(sql.into()))
}

#[test]
fn literals_of_every_type_are_recognised() {
    check("bool", "boolean", "true", Some(DefaultValue::Literal(Literal::Bool(true))));
    check("int32", "integer", "5", int(5));
    check("int32", "integer", "'-1'::integer", int(-1));
    check("int16", "smallint", "'-3'::integer", int(-3));
    check("int", "bigint", "'9223372036854775807'::bigint", int(i64::MAX));
    check("int", "bigint", "'-9223372036854775808'::bigint", int(i64::MIN));
    check("decimal(10,2)", "numeric(10,2)", "1.50", number("1.50"));
    check("decimal(10,2)", "numeric(10,2)", "'-1.50'::numeric", number("-1.50"));
    check("decimal(10,2)", "numeric(10,2)", "0", number("0.00"));
    check("decimal(10,2)", "numeric(10,2)", "(2)::numeric(10,2)", number("2.00"));
    check("float", "double precision", "'1000000000'::numeric", number("1000000000"));
    check("float", "double precision", "'-0.5'::numeric", number("-0.5"));
    check("float", "double precision", "'1e+300'::double precision", number("1e+300"));
    check("float", "double precision", &format!("'1{}'::numeric", "0".repeat(300)), number("1e300"));
    check("text", "text", "'draft'::text", text("draft"));
    check("text", "text", "''::text", text(""));
    check("str(20)", "character varying(20)", "'it''s'::character varying", text("it's"));
    check("str", "character varying", "'a\\b\nc'::character varying", text("a\\b\nc"));
    check("str(20)", "character varying(20)", "'x'::text", text("x"));
    check("bytes", "bytea", "'\\x00ff'::bytea", text("00ff"));
    check("date", "date", "'2020-01-01'::date", text("2020-01-01"));
    check("time", "time without time zone", "'09:30:00.5'::time without time zone", text("09:30:00.5"));
    check(
        "datetime",
        "timestamp with time zone",
        "'2024-01-01 00:00:00.5+00'::timestamp with time zone",
        text("2024-01-01T00:00:00.5Z"),
    );
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    check("uuid", "uuid", &format!("'{id}'::uuid"), text(id));
    check(
        "json",
        "jsonb",
        "'{\"a\": [100000, \"it''s\"], \"b\": 1}'::jsonb",
        text("{\"a\":[100000,\"it's\"],\"b\":1}"),
    );
    check("enum:mood", "mood", "'it''s'::mood", text("it's"));
    check("enum:sales.mood", "sales.\"Odd Mood\"", "'a'::sales.\"Odd Mood\"", text("a"));
}

#[test]
fn lists_are_json() {
    check("[int]", "bigint[]", "ARRAY[(1)::bigint, ('-2'::integer)::bigint]", text("[1,-2]"));
    check("[int32]", "integer[]", "'{1,2}'::integer[]", text("[1,2]"));
    check(
        "[str]",
        "character varying[]",
        "ARRAY['a'::character varying, 'b\"'::character varying]",
        text("[\"a\",\"b\\\"\"]"),
    );
    check(
        "[str]",
        "character varying[]",
        "'{a,\"b c\",NULL,\"NULL\",\"\\\"\\\\\"}'::character varying[]",
        text("[\"a\",\"b c\",null,\"NULL\",\"\\\"\\\\\"]"),
    );
    check("[str(10)]", "character varying(10)[]", "'{}'::character varying[]", text("[]"));
    check(
        "[decimal(10,2)]",
        "numeric(10,2)[]",
        "ARRAY[1.50::numeric(10,2), (2)::numeric(10,2)]",
        text("[1.5,2]"),
    );
    check(
        "[float]",
        "double precision[]",
        "ARRAY[(1.5)::double precision, ('1000000000'::numeric)::double precision]",
        text("[1.5,1000000000]"),
    );
    check("[bool]", "boolean[]", "ARRAY[true, false]", text("[true,false]"));
    check("[date]", "date[]", "ARRAY['2020-01-01'::date]", text("[\"2020-01-01\"]"));
    check("[json]", "jsonb[]", "ARRAY['{\"a\": 1}'::jsonb]", text("[{\"a\":1}]"));
    check("[bytes]", "bytea[]", "ARRAY['\\x00'::bytea]", text("[\"00\"]"));
    check("[enum:mood]", "mood[]", "ARRAY['a'::mood, 'it''s'::mood]", text("[\"a\",\"it's\"]"));
    check("[sql:inet]", "inet[]", "'{10.0.0.1,10.0.0.2}'::inet[]", text("[\"10.0.0.1\",\"10.0.0.2\"]"));
    check("[int]", "bigint[]", "'{{1,2},{3,4}}'::bigint[]", expr("'{{1,2},{3,4}}'::bigint[]"));
    check("[int]", "bigint[]", "'[0:1]={1,2}'::bigint[]", expr("'[0:1]={1,2}'::bigint[]"));
    let exact = "ARRAY[1.12345678901234567890::numeric(30,20)]";
    check("[decimal(30,20)]", "numeric(30,20)[]", exact, expr(exact));
}

#[test]
fn types_that_only_the_database_knows_keep_their_text() {
    check("sql:inet", "inet", "'127.0.0.1'::inet", text("127.0.0.1"));
    check("sql:character(3)", "character(3)", "'a'::bpchar", text("a"));
    check("sql:bit(3)", "bit(3)", "'101'::\"bit\"", text("101"));
    check("sql:interval", "interval", "'1 day'::interval", text("1 day"));
    let stamp = "timestamp(3) without time zone";
    check(
        &format!("sql:{stamp}"),
        stamp,
        "'2020-01-01 00:00:00'::timestamp without time zone",
        text("2020-01-01 00:00:00"),
    );
    // A number is not what its text is, whatever the type makes of both.
    check("sql:money", "money", "1.5", expr("1.5"));
    check("sql:numeric", "numeric", "'-1.5'::numeric", text("-1.5"));
}

#[test]
fn now_is_now_where_it_is_that() {
    let (instant, day) = ("timestamp with time zone", "date");
    for printed in ["CURRENT_TIMESTAMP", "now()"] {
        check("datetime", instant, printed, Some(DefaultValue::Now));
        check("date", day, printed, Some(DefaultValue::Now));
        check("text", "text", printed, expr(printed));
        let plain = "timestamp without time zone";
        check(&format!("sql:{plain}"), plain, printed, Some(DefaultValue::Now));
    }
    check("date", day, "CURRENT_DATE", Some(DefaultValue::Now));
    check("time", "time without time zone", "LOCALTIME", Some(DefaultValue::Now));
    check("datetime", instant, "clock_timestamp()", expr("clock_timestamp()"));
    check("datetime", instant, "(now() + '1 day'::interval)", expr("now() + '1 day'::interval"));
}

#[test]
fn what_would_change_stays_an_expression() {
    for (ty, spelled, printed) in [
        ("int32", "integer", "nextval('users_id_seq'::regclass)"),
        ("int32", "integer", "'1.5'::numeric"),
        ("int32", "integer", "(1 + 1)"),
        ("decimal(10,2)", "numeric(10,2)", "1.55::numeric(10,1)"),
        ("decimal(10,2)", "numeric(10,2)", "'NaN'::numeric"),
        ("float", "double precision", "'0.1'::real"),
        ("float", "double precision", "'NaN'::double precision"),
        ("text", "text", "'abcdef'::character varying(3)"),
        ("text", "text", "'a'::bpchar"),
        ("date", "date", "'infinity'::date"),
        ("datetime", "timestamp with time zone", "'2020-01-01 00:00:00'::timestamp without time zone"),
        ("datetime", "timestamp with time zone", "'0044-03-15 00:00:00+00 BC'::timestamp with time zone"),
        ("json", "jsonb", "'{\"n\": 1.1234567890123456789}'::jsonb"),
        ("uuid", "uuid", "gen_random_uuid()"),
        ("enum:mood", "mood", "('a'::text)::mood"),
    ] {
        check(ty, spelled, printed, expr(constant::bare(printed)));
    }
}

#[test]
fn null_is_no_default_but_over_that_of_a_domain() {
    check("str(20)", "character varying(20)", "NULL::character varying", None);
    let values = [];
    let of = For { ty: &Type::Text, spelled: "text", domain: Some("email"), enum_values: &values };
    assert_eq!(read("NULL::text", of), expr("NULL::text"));
    assert_eq!(read("'a@b'::text", of), text("a@b"));
    assert_eq!(read("('a@b'::text)::email", of), text("a@b"));
}
