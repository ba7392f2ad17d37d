-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add column users.team (int)
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"access_exclusive"}]}
ALTER TABLE "users" ADD COLUMN "team" BIGINT;

-- zmig:step add index idx_users_team on users
-- zmig:hazard {"risk":"SAFE","down":"exact","touches":[{"table":"users","lock":"share","work":"scan"}]}
CREATE INDEX "idx_users_team" ON "users" ("team");

-- zmig:step add foreign key fk_users_team on users (team) -> teams (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"share_row_exclusive","work":"scan"},{"table":"teams","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"users (team) refers to rows of teams that are not there","sql":"SELECT \"id\"::TEXT, \"team\"::TEXT FROM \"users\" t WHERE t.\"team\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"teams\" r WHERE r.\"id\" = t.\"team\")"}
ALTER TABLE "users" ADD CONSTRAINT "fk_users_team" FOREIGN KEY ("team") REFERENCES "teams" ("id") ON DELETE SET NULL;
