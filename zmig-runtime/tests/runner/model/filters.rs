//! Filters that are put together at random mean what they mean in Rust, NULLs included.

use super::json::Seed;
use super::support::*;
use super::tables::*;
use zmig_runtime::{Filter, Model};

model!(Item, "items", 11, false, id: i64, number: Option<i64>, text: Option<String>; ID id i64, NUMBER number i64, TEXT text String);

/// What a filter says of a row: yes, no, or neither.
type Says = Box<dyn Fn(&Item) -> Option<bool>>;

const TEXTS: [&str; 5] = ["", "a", "A", "ab%", "b_a"];

fn leaf(seed: &mut Seed) -> (Filter<Item>, Says) {
    let number = seed.below(5) as i64 - 2;
    let text = TEXTS[seed.below(5) as usize];
    let of_number = |is: fn(i64, i64) -> bool| -> Says { Box::new(move |i| i.number.map(|n| is(n, number))) };
    let of_text =
        |is: fn(&str, &str) -> bool| -> Says { Box::new(move |i| i.text.as_deref().map(|t| is(t, text))) };
    match seed.below(13) {
        0 => (Item::NUMBER.eq(number), of_number(|a, b| a == b)),
        1 => (Item::NUMBER.ne(number), of_number(|a, b| a != b)),
        2 => (Item::NUMBER.lt(number), of_number(|a, b| a < b)),
        3 => (Item::NUMBER.ge(number), of_number(|a, b| a >= b)),
        4 => (Item::NUMBER.between(number, number + 1), of_number(|a, b| (b..=b + 1).contains(&a))),
        5 => (Item::NUMBER.in_([number, 2]), of_number(|a, b| a == b || a == 2)),
        6 => (Item::NUMBER.not_in([number, 2]), of_number(|a, b| a != b && a != 2)),
        7 => (Item::NUMBER.is_null(), Box::new(|i| Some(i.number.is_none()))),
        8 => (Item::TEXT.is_not_null(), Box::new(|i| Some(i.text.is_some()))),
        9 => (Item::TEXT.eq(text), of_text(|a, b| a == b)),
        10 => (Item::TEXT.starts_with(text), of_text(|a, b| a.starts_with(b))),
        11 => (Item::TEXT.ends_with(text), of_text(|a, b| a.ends_with(b))),
        _ => (Item::TEXT.contains(text), of_text(|a, b| a.contains(b))),
    }
}

fn filter(seed: &mut Seed, depth: u32) -> (Filter<Item>, Says) {
    if depth == 0 {
        return leaf(seed);
    }
    let (a, says_a) = filter(seed, depth - 1);
    let (b, says_b) = filter(seed, depth - 1);
    match seed.below(4) {
        0 => (!a, Box::new(move |i| says_a(i).map(|yes| !yes))),
        1 => (
            a.and(b),
            Box::new(move |i| match (says_a(i), says_b(i)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }),
        ),
        _ => (
            a.or(b),
            Box::new(move |i| match (says_a(i), says_b(i)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            }),
        ),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_filters_find_what_they_say() {
    let mut sql =
        "CREATE TABLE items (id BIGINT PRIMARY KEY NOT NULL, number BIGINT, text TEXT);\n".to_owned();
    let mut id = 0;
    for number in ["NULL", "-2", "-1", "0", "1", "2"] {
        for text in TEXTS.iter().map(|text| format!("'{text}'")).chain(["NULL".to_owned()]) {
            sql.push_str(&format!("INSERT INTO items VALUES ({id}, {number}, {text});\n"));
            id += 1;
        }
    }
    for backend in ALL {
        let (_guard, db) = made(backend, &sql).await;
        let all = Item::list().order(Item::ID.asc()).all(&db).await.unwrap();
        assert_eq!(all.len(), 36);
        let (mut seed, mut some) = (Seed(11), 0);
        for _ in 0..if backend == Backend::Csv { 20 } else { 200 } {
            let depth = seed.below(4) as u32;
            let (filter, says) = filter(&mut seed, depth);
            let shown = format!("{backend:?}: {filter:?}");
            let found = Item::list().filter(filter).order(Item::ID.asc()).all(&db).await.unwrap();
            let expected: Vec<&Item> = all.iter().filter(|item| says(item) == Some(true)).collect();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{shown}");
            some += usize::from(!found.is_empty() && found.len() < 36);
        }
        assert!(some > 10, "{backend:?}: {some} filters find some of the rows");
    }
}
