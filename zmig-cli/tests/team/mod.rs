//! What several people do with one project.

use crate::project::postgres_and_sqlite;
use crate::{USERS, with_users};

#[test]
fn a_squash_is_told_and_a_database_records_it() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        project.schema("v1.0.1", &format!("{USERS}  nick: str\n"));
        project.build_at(60);
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();

        let dry = project.zmig(["squash", "--dry-run"], []).ok();
        assert!(dry.contains("v1_0_1_baseline would be the first") && dry.contains("v1_0_0\n"), "{dry}");
        assert!(project.zmig(["check"], []).ok().contains("2 migrations"), "a dry run wrote something");
        let json = project.zmig(["squash", "--dry-run", "--json"], []).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["squashed"]["replaced"].as_array().unwrap().len(), 2);
        let refused = project.zmig(["squash", "--to", "v1.0.0"], []).fails(1);
        assert!(refused.contains("nothing to squash"), "{refused}");
        let done = project.zmig(["squash"], []).ok();
        assert!(done.contains("before you ship this"), "{done}");
        assert!(project.zmig(["check"], []).ok().contains("1 migration"));

        let status = project.zmig(["status"], d).ok();
        assert!(status.contains("baseline"), "{status}");
        let dry = project.zmig(["migrate", "--dry-run"], d).ok();
        assert!(dry.contains("recorded only: the 2 migrations that it replaces are applied"), "{dry}");
        let done = project.zmig(["migrate", "--auto-approve"], d).ok();
        assert!(done.contains("recorded 1 migration as applied"), "{done}");
        assert!(project.zmig(["verify"], d).run().1 == 0);
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
    }
}
