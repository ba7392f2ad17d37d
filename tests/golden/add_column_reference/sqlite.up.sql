-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step add column users.team (int); add index idx_users_team on users; add foreign key fk_users_team on users (team) -> teams (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"users","lock":"database","work":"scan"}]}
ALTER TABLE "users" ADD COLUMN "team" INTEGER CONSTRAINT "fk_users_team" REFERENCES "teams" ("id") ON DELETE SET NULL;
CREATE INDEX "idx_users_team" ON "users" ("team");
