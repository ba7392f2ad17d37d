-- zmig:file 1 up sqlite 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step drop table logs
-- zmig:hazard {"risk":"HIGH","reasons":["its data is lost"],"loses":["the rows of logs"],"down":"structure_only","touches":[{"table":"logs","lock":"database"}]}
DROP TABLE "logs";
