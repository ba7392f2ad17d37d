//! Reading YAML: what the language means, and what every mistake looks like.
#![expect(clippy::unwrap_used, reason = "tests")]

use zmig_build::diagnostic::render;
use zmig_build::yaml::{parse_yaml, parse_yaml_bytes};

#[test]
fn play() {
    for text in [
        "users:\n  id: {type: int, pk: true, requird: true}\n  age: {type: strng}\n",
        "users:\n  id: int\n  id: str\n",
        "users: {id: int, name: str, id: str}\n",
        "Meta:\n  Data_Source: postgres://u:secret@h/db\n  zMigration: yes\n  zMigrationVersion: 1.10\n  Data_Type: mysql\nusers:\n\tid: int",
        "users:\n  id: {type: &x int}\n",
        "",
        "users:\n  price: {type: decimal(10,2), default: 1.10, on_delete: cascde}\n  größe: {type: 日本, unknown_of_all: 3}\n",
        "Meta:\n  Data_Source: postgres://u:secret@h/db\n  zMigration: yes\n  zMigrationVersion: 1.10\n  Data_Type: mysql\n",
    ] {
        match parse_yaml("schemas/zSchema.users.yaml", text) {
            Ok(c) => println!("{}", serde_json::to_string_pretty(&c).unwrap()),
            Err(e) => println!("{}\n------", render(&e)),
        }
    }
    println!("{}", render(&parse_yaml_bytes("a.yaml", b"users:\n  id: \xff").unwrap_err()));
    println!("{}", render(&parse_yaml_bytes("a.yaml", &vec![b'x'; 2_000_000]).unwrap_err()));
    println!("{}", render(&parse_yaml("a.yaml", &format!("a: {}", "[".repeat(200_000))).unwrap_err()));
}
