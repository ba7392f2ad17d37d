//! Our renderer beside the one that it draws like.

use super::{Diagnostic, Excerpt, Position, render};
use annotate_snippets::{AnnotationKind, Level, Message, Origin, Renderer, Snippet};
use proptest::prelude::*;

/// What `annotate-snippets` makes of a message.
fn expected(diagnostic: &Diagnostic) -> String {
    let mut group = Level::ERROR.primary_title(&*diagnostic.title).elements([] as [Message<'_>; 0]);
    let first = diagnostic.place.as_deref().into_iter().map(|place| (place, AnnotationKind::Primary));
    let others = diagnostic.related.iter().map(|place| (place, AnnotationKind::Context));
    for (place, kind) in first.chain(others) {
        group = match place.span() {
            Some((line, span)) => group.element(
                Snippet::source(&*place.line)
                    .line_start(line)
                    .path(&*place.file)
                    .annotation(kind.span(span).label(&*place.label)),
            ),
            None => group.element(Origin::path(&*place.file)),
        };
    }
    let notes = diagnostic.notes.iter().map(|text| Level::NOTE.message(&**text));
    let helps = diagnostic.helps.iter().map(|text| Level::HELP.message(&**text));
    Renderer::plain().render(&[group.elements(notes).elements(helps)])
}

/// Lines as they are written, and worse: tabs, wide and joined characters, what a terminal obeys.
fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-z:{} ]{1,12}",
        1 => Just("\t".to_owned()),
        1 => Just(" ".repeat(30)),
        1 => "[äé日本é🦀\u{200d}\u{7}\u{1b}\u{202e}\u{7f}\u{feff}]{1,3}",
        1 => "[a-z]{100,200}",
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn excerpt() -> impl Strategy<Value = Excerpt> {
    let numbers = prop_oneof![1_usize..12, 95_usize..1200];
    let label = prop_oneof![Just(String::new()), "[a-z`äé日 ]{1,20}", "[a-z ]{120,160}"];
    (line(), numbers, any::<(u16, u16)>(), label, any::<bool>(), "[a-c]/[a-c]").prop_map(
        |(line, number, (from, length), label, has_place, file)| {
            let at = usize::from(from) % (line.chars().count() + 1);
            let start = line.char_indices().nth(at).map_or(line.len(), |(byte, _)| byte);
            let end = start + usize::from(length) % (line.len() - start + 2);
            let position = Position { line: number, column: at + 1, start, end };
            Excerpt { file, position: has_place.then_some(position), line, label }
        },
    )
}

fn diagnostic() -> impl Strategy<Value = Diagnostic> {
    let text = "[a-z`ä\t]{0,9}(\n[a-z ]{1,5})?";
    let texts = || proptest::collection::vec(text, 0..3);
    let related = proptest::collection::vec(excerpt(), 0..3);
    (text, proptest::option::of(excerpt()), related, texts(), texts()).prop_map(
        |(title, place, related, notes, helps)| Diagnostic {
            title,
            place: place.map(Box::new),
            related,
            notes,
            helps,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn messages_are_drawn_as_annotate_snippets_draws_them(diagnostic in diagnostic()) {
        let ours = render(std::slice::from_ref(&diagnostic));
        prop_assert_eq!(&ours, &expected(&diagnostic), "\n{}\n{}", ours, expected(&diagnostic));
    }
}
