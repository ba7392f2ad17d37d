-- zmig:file 1 down postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.1.0 -> nothing

-- zmig:step drop table notes
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of notes"],"down":"structure_only","touches":[{"table":"notes","lock":"access_exclusive"},{"table":"members","lock":"access_exclusive"}]}
DROP TABLE "notes";

-- zmig:step drop table members
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of members"],"down":"structure_only","touches":[{"table":"members","lock":"access_exclusive"}]}
DROP TABLE "members";
