//! Environments, env files and data sources as they are typed.

mod sources;

use crate::project::{Project, postgres_and_sqlite};
use crate::{USERS, with_users};

const DIALECTS: &str = "dialects = [\"sqlite\", \"postgres\"]\n";

/// Writes `zmig.toml` with what it has anyway.
fn configure(project: &Project, text: &str) {
    project.write("zmig.toml", &format!("{DIALECTS}{text}"));
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// The whole story: a database of production, and commands that mean another one.
#[test]
fn a_command_for_dev_changes_nothing_where_the_database_says_prod() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let file = format!("SHOP_URL='{url}'\n");
        project.write(".env.prod", &file);
        configure(
            &project,
            "[env.dev]\nurl = \"@.dev.db\"\n[env.prod]\nurl_env = \"SHOP_URL\"\nconfirm = false\n",
        );
        project.zmig(["migrate", "-y", "--env", "prod"], []).ok();
        let status = project.zmig_with(&[("ZMIG_ENV", "prod")], ["status"], []).ok();
        assert!(status.contains("(prod)") && status.contains("1 applied"), "{status}");

        project.schema("v1.0.1", &format!("{USERS}  nick: str\n"));
        project.build();
        configure(
            &project,
            "[env.dev]\nurl_env = \"SHOP_URL\"\n[env.prod]\nurl_env = \"SHOP_URL\"\nconfirm = false\n",
        );
        project.write(".env", &file);
        let before = project.zmig(["history", "--json"], []).ok();
        for words in [
            &["migrate", "-y"][..],
            &["migrate", "--force-sync", "-y"],
            &["rollback", "-y"],
            &["stamp", "-y"],
            &["migrate", "--rollback", "-y"],
        ] {
            let refused = project.zmig(words.iter().copied(), []).fails(1);
            for part in ["serves `prod`", "is for `dev`", "--env prod", "nothing was changed"] {
                assert!(refused.contains(part), "{words:?}, {part}: {refused}");
            }
        }
        // Nobody is asked first.
        let refused = project.zmig(["migrate"], []).fails(1);
        assert!(refused.contains("serves `prod`"), "{refused}");
        assert_eq!(project.zmig(["history", "--json"], []).ok(), before);
        // A look is none of this.
        assert!(project.zmig(["status"], []).ok().contains("(prod)"));
        project.zmig(["migrate", "--dry-run"], []).ok();

        // A copy serves another one from now on.
        project.zmig(["migrate", "-y", "--env", "dev", "--env-was", "prod"], []).ok();
        let refused = project.zmig(["rollback", "-y", "--env", "prod"], []).fails(1);
        assert!(refused.contains("serves `dev`"), "{refused}");
        project.zmig(["rollback", "-y"], []).ok();
    }
}

/// Who has no environments meets none, and still changes no database that has one.
#[test]
fn without_environments_a_database_gets_no_name() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        project.zmig(["migrate", "-y"], ["-d", &url]).ok();
        let history = json(&project.zmig(["history", "--json"], ["-d", &url]).ok());
        assert!(history[0]["meta_data"]["environment"].is_null(), "{history}");
        project
            .zmig_with(&[("ZMIG_ENV", "prod")], ["rollback", "-y", "--confirm", &name_of(&url)], ["-d", &url])
            .ok();
        let refused = { project.zmig(["migrate", "-y"], ["-d", &url]).fails(1) };
        assert!(refused.contains("serves `prod`") && refused.contains("is for `dev`"), "{refused}");
    }
}

fn name_of(url: &str) -> String {
    url.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned()
}

#[test]
fn the_url_is_that_of_the_nearest_place_that_names_one() {
    let project = with_users();
    let used = |environment: &[(&str, &str)], words: &[&str]| {
        let text = project.zmig_with(environment, ["env", "--json"], words.iter().copied()).ok();
        json(&text)["databases"][0]["url"]
            .as_str()
            .unwrap_or("nowhere")
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(used(&[], &[]), "nowhere");
    project.write(".zEnv", "DATABASE_URL=sqlite://z.db\n");
    assert_eq!(used(&[], &[]), "z.db");
    project.write(".env", "DATABASE_URL=sqlite://plain.db\n");
    assert_eq!(used(&[], &[]), "plain.db");
    project.write(".env.dev", "DATABASE_URL=sqlite://dev.db\n");
    assert_eq!(used(&[], &[]), "dev.db");
    assert_eq!(used(&[], &["--env", "prod"]), "plain.db");
    assert_eq!(used(&[("DATABASE_URL", "sqlite://own.db")], &[]), "own.db");
    configure(&project, "[env.dev]\nurl = \"sqlite://told.db\"\n[env.prod]\nurl_env = \"SHOP_URL\"\n");
    assert_eq!(used(&[("DATABASE_URL", "sqlite://own.db")], &[]), "told.db");
    assert_eq!(used(&[("ZMIG_ENV", "prod"), ("SHOP_URL", "@.shop.db")], &[]), "shop.db");
    // Which environment it is may stand in a file too.
    project.write(".zEnv", "ZMIG_ENV=prod\nSHOP_URL=postgres://app:hunter2@h/shop\n");
    let told = project.zmig(["env"], []).ok();
    assert!(
        told.contains("prod (ZMIG_ENV in .zEnv)") && told.contains("postgres://app:***@h/shop"),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
    assert!(project.zmig(["env", "--env", "dev"], []).ok().contains("told.db"));
    // What is typed goes before all of it.
    project
        .zmig(["migrate", "-y"], ["-d", &format!("sqlite://{}?mode=rwc", project.path("typed.db").display())])
        .ok();
    assert!(project.path("typed.db").is_file());
}

#[test]
fn a_variable_that_is_not_set_is_named_and_no_other_database_is_taken() {
    let project = with_users();
    configure(&project, "[env.prod]\nurl_env = \"SHOP_URL\"\n");
    let own = format!("sqlite://{}?mode=rwc", project.path("own.db").display());
    let variables = [("DATABASE_URL", own.as_str()), ("ZMIG_ENV", "prod")];
    let refused = project.zmig_with(&variables, ["migrate", "-y"], []).fails(1);
    assert!(refused.contains("SHOP_URL, which is not set") && refused.contains(".env.prod"), "{refused}");
    assert!(!project.path("own.db").exists());
    // Files alone can be looked at without a database.
    project.zmig_with(&variables, ["verify"], []).ok();
}

#[test]
fn an_environment_that_nobody_described_is_an_error_with_the_nearest() {
    let project = with_users();
    configure(&project, "[env.dev]\n[env.staging]\n");
    let refused = project.zmig(["status", "--env", "stagin"], []).fails(1);
    assert!(refused.contains("no environment `stagin` (--env)"), "{refused}");
    assert!(refused.contains("did you mean `staging`?"), "{refused}");
    let refused = project.zmig_with(&[("ZMIG_ENV", "production")], ["status"], []).fails(1);
    assert!(
        refused.contains("(ZMIG_ENV in the environment)") && refused.contains("[env.production]"),
        "{refused}"
    );
    let refused = project.zmig(["status", "--env", "../x"], []).fails(1);
    assert!(refused.contains("is no name of an environment"), "{refused}");
    // One that has a file of its own is known.
    project.write(".env.ci", "DATABASE_URL=@.ci.db\n");
    project.zmig(["migrate", "-y", "--env", "ci"], []).ok();
    assert!(project.path("ci.db").is_file());
}

#[test]
fn wrong_files_are_told_by_their_lines_and_without_their_values() {
    let project = with_users();
    project.write(".env", "OK=1\nDATABASE_URL postgres://app:hunter2@h/d\n");
    project.write(".env.dev", "DATABASE_URL='postgres://app:hunter2@h/d\n");
    let refused = project.zmig(["status"], []).fails(1);
    assert!(refused.contains(".env:2 ") && !refused.contains("hunter2"), "{refused}");
    // What looks at no database does not read them.
    project.zmig(["check"], []).ok();
    project.write(".env", "");
    let refused = project.zmig(["status"], []).fails(1);
    assert!(refused.contains(".env.dev:1 ") && !refused.contains("hunter2"), "{refused}");
    project.write("zmig.toml", "[env.dev]\nurl = \"postgres://app:hunter2@h/d\"\nulr = 1\n");
    let refused = project.zmig(["status"], []).fails(1);
    for part in ["holds a password", "zmig.toml:2:7", "did you mean `url`?"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert!(!refused.contains("hunter2"), "{refused}");
}

#[test]
fn what_an_environment_allows_is_what_a_run_may_do() {
    for database in postgres_and_sqlite() {
        let project = Project::new();
        project.schema("v1.0.0", &format!("{USERS}  nick: str\n"));
        project.build();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "-y"], d).ok();
        project.schema("v1.1.0", USERS);
        project.build();
        configure(&project, "[env.dev]\nmax_risk = \"safe\"\nbackup = \"copies\"\n");
        let refused = project.zmig(["migrate", "-y", "--max-risk", "high"], d).fails(1);
        assert!(refused.contains("risk HIGH") && refused.contains("nothing was changed"), "{refused}");
        configure(&project, "[env.dev]\nmax_risk = \"high\"\nbackup = \"copies\"\n");
        let refused = project.zmig(["migrate", "-y", "--max-risk", "safe"], d).fails(1);
        assert!(refused.contains("risk HIGH"), "{refused}");
        assert!(!project.path("copies").exists(), "a run that is refused makes no backup");
        project.zmig(["migrate", "-y"], d).ok();
        assert_eq!(std::fs::read_dir(project.path("copies")).unwrap().count(), 1);
    }
}

#[test]
fn where_a_confirmation_is_asked_for_the_database_is_named() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let name = name_of(&url);
        project.write(".env", &format!("DATABASE_URL='{url}'\n"));
        configure(&project, "[env.dev]\nconfirm = true\n");
        let refused = project.zmig(["migrate", "-y"], []).fails(1);
        assert!(
            refused.contains(&format!("--confirm {name}")) && refused.contains("nothing was changed"),
            "{refused}"
        );
        let refused = project.zmig(["migrate", "-y", "--confirm", "another"], []).fails(1);
        assert!(refused.contains(&format!("is called {name}")), "{refused}");
        assert!(project.zmig(["status"], []).ok().contains("0 applied"));
        project.zmig(["migrate", "-y", "--confirm", &name], []).ok();
        // Where there is nothing to do nobody asks.
        project.zmig(["migrate", "-y"], []).ok();
        let refused = project.zmig(["rollback", "-y"], []).fails(1);
        assert!(refused.contains(&format!("--confirm {name}")), "{refused}");
        project.zmig(["rollback", "-y", "--confirm", &name], []).ok();
        let refused = project.zmig(["stamp", "-y", "--force"], []).fails(1);
        assert!(refused.contains(&format!("--confirm {name}")), "{refused}");
        // A wrong name is wrong anywhere.
        configure(&project, "[env.dev]\nconfirm = false\n");
        let refused = project.zmig(["migrate", "-y", "--confirm", "another"], []).fails(1);
        assert!(refused.contains(&format!("is called {name}")), "{refused}");
    }
}
