-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step keep children in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"children","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_children" AS SELECT "parent_id", "n", "amount" FROM "children";

-- zmig:step keep parents in an archive
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"parents","lock":"access_share","work":"scan"}]}
CREATE TABLE "zmig_archive_20251220120001_parents" AS SELECT "id", "mood"::TEXT AS "mood", "moods"::TEXT AS "moods", "best", "kept_id", "note" FROM "parents";

-- zmig:step drop table children
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"children","lock":"access_exclusive"},{"table":"parents","lock":"access_exclusive"}]}
DROP TABLE "children";

-- zmig:step drop table parents
-- zmig:hazard {"risk":"MEDIUM","reasons":["programs may use it; its data is kept in an archive"],"down":"exact","touches":[{"table":"parents","lock":"access_exclusive"},{"table":"kept","lock":"access_exclusive"}]}
DROP TABLE "parents";

-- zmig:step drop enum mood
DROP TYPE "mood";
