//! What is not managed says what it hangs on.

use super::{POSTGRES, RENTAL};
use crate::support::db::Db;
use zmig_core::{Unmanaged, UnmanagedKind};

/// `table` or `table.column`, each.
fn needs(thing: &Unmanaged) -> Vec<String> {
    thing.needs.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn views_triggers_and_the_rest_say_what_they_would_break_with() {
    let db = Db::new(POSTGRES).await;
    db.run(RENTAL).await;
    let found = db.introspect().await.unmanaged;
    let check = |kind: UnmanagedKind, name: &str, table: Option<&str>, expected: &[&str]| {
        let thing = found.iter().find(|u| u.kind == kind && u.name == name);
        let thing = thing.unwrap_or_else(|| panic!("{kind} {name} is not listed"));
        assert_eq!(thing.table.as_deref(), table, "{thing}");
        assert_eq!(needs(thing), expected, "{thing}");
    };
    let other = |what: &str| UnmanagedKind::Other(what.to_owned());
    let film_list: &[&str] = &[
        "category.category_id",
        "category.name",
        "film.film_id",
        "film.title",
        "film_category.category_id",
        "film_category.film_id",
    ];
    check(UnmanagedKind::View, "film_list", None, film_list);
    // By way of the other view.
    check(UnmanagedKind::View, "cheap_films", None, film_list);
    // It groups by the primary key alone.
    check(UnmanagedKind::View, "by_key", None, &["city.country_id", "country.country", "country.country_id"]);
    // An enum is named as a table is.
    check(UnmanagedKind::MaterializedView, "rates", None, &["film.rating", "film.rental_rate", "rating"]);
    check(UnmanagedKind::Function, "stricter(rating)", None, &["rating"]);
    check(UnmanagedKind::Function, "stock(film)", None, &["film"]);
    check(UnmanagedKind::Function, "touch()", None, &[]);
    check(UnmanagedKind::Trigger, "touched", Some("country"), &["country", "country.country", "country.iso"]);
    check(
        UnmanagedKind::Policy,
        "own_orders",
        Some("sales.orders"),
        &["sales.amount", "sales.orders", "sales.orders.customer", "sales.orders.total"],
    );
    check(UnmanagedKind::Exclusion, "rental_alone", Some("rental"), &["rental", "rental.during"]);
    check(other("rule"), "no_delete", Some("category"), &["category", "category.name"]);
    check(other("statistics"), "tall_stats", Some("tall"), &["tall", "tall.id", "tall.name"]);
    check(UnmanagedKind::PartitionedTable, "payment", None, &["rating", "staff.staff_id"]);
    check(UnmanagedKind::Partition, "payment_2020_1", None, &["rating", "staff.staff_id"]);
    check(UnmanagedKind::InheritedTable, "small", None, &["tall"]);
    check(other("composite type"), "address_parts", None, &["rating"]);
    check(other("domain"), "strict_email", None, &["email"]);
    check(UnmanagedKind::Sequence, "ticket_number", None, &[]);
    check(UnmanagedKind::Extension, "hstore", None, &[]);
    // Said of what zmig does manage: no change breaks it.
    check(other("constraint that is not validated"), "tall_known", Some("tall"), &[]);
    check(other("sequence option"), "address_address_id_seq", Some("address"), &[]);
    check(other("storage option"), "fillfactor=50", Some("sales.cart"), &[]);
    check(other("comment"), "film_cheap", Some("film"), &[]);
    // Nothing of an extension's, of a type's or of the system's.
    let strange = |u: &&Unmanaged| u.name.contains("citext_") || u.name.contains("price_range(");
    assert_eq!(found.iter().find(strange), None);
    db.drop().await;
}
