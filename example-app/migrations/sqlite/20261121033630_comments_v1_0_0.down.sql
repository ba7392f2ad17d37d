-- zmig:file 1 down sqlite 20261121033630_comments_v1_0_0
-- zSchema.comments v1.0.0 -> nothing

-- zmig:step drop table comments
DROP TABLE "comments";
