-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop foreign key fk_nodes_home on nodes
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"nodes","lock":"access_exclusive"},{"table":"places","lock":"access_exclusive"}]}
ALTER TABLE "nodes" DROP CONSTRAINT "fk_nodes_home";

-- zmig:step drop foreign key fk_nodes_next on nodes
-- zmig:hazard {"risk":"MEDIUM","reasons":["rows are taken that were refused"],"down":"exact","touches":[{"table":"nodes","lock":"access_exclusive"}]}
ALTER TABLE "nodes" DROP CONSTRAINT "fk_nodes_next";

-- zmig:step add foreign key fk_nodes_home on nodes (home) -> places (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"nodes","lock":"share_row_exclusive","work":"scan"},{"table":"places","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"nodes (home) refers to rows of places that are not there","sql":"SELECT \"id\"::TEXT, \"home\"::TEXT FROM \"nodes\" t WHERE t.\"home\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"places\" r WHERE r.\"id\" = t.\"home\")"}
ALTER TABLE "nodes" ADD CONSTRAINT "fk_nodes_home" FOREIGN KEY ("home") REFERENCES "places" ("id") DEFERRABLE INITIALLY IMMEDIATE;

-- zmig:step add foreign key fk_nodes_next on nodes (next) -> nodes (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"nodes","lock":"share_row_exclusive","work":"scan"}]}
-- zmig:check {"reason":"nodes (next) refers to rows of nodes that are not there","sql":"SELECT \"id\"::TEXT, \"next\"::TEXT FROM \"nodes\" t WHERE t.\"next\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"nodes\" r WHERE r.\"id\" = t.\"next\")"}
ALTER TABLE "nodes" ADD CONSTRAINT "fk_nodes_next" FOREIGN KEY ("next") REFERENCES "nodes" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- zmig:step add foreign key twice on nodes (home) -> places (id)
-- zmig:hazard {"risk":"MEDIUM","reasons":["a row may not fit it"],"down":"exact","touches":[{"table":"nodes","lock":"share_row_exclusive","work":"scan"},{"table":"places","lock":"share_row_exclusive"}]}
-- zmig:check {"reason":"nodes (home) refers to rows of places that are not there","sql":"SELECT \"id\"::TEXT, \"home\"::TEXT FROM \"nodes\" t WHERE t.\"home\" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"places\" r WHERE r.\"id\" = t.\"home\")"}
ALTER TABLE "nodes" ADD CONSTRAINT "twice" FOREIGN KEY ("home") REFERENCES "places" ("id") DEFERRABLE INITIALLY DEFERRED;
