-- zmig:file 1 down postgres 20261122033256_bench_v1_0_0
-- zSchema.bench v1.0.0 -> nothing

-- zmig:step drop table children
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of children"],"down":"structure_only","touches":[{"table":"children","lock":"access_exclusive"},{"table":"parents","lock":"access_exclusive"}]}
DROP TABLE "children";

-- zmig:step drop table parents
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of parents"],"down":"structure_only","touches":[{"table":"parents","lock":"access_exclusive"}]}
DROP TABLE "parents";
