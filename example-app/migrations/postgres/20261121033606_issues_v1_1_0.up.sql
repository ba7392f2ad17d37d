-- zmig:file 1 up postgres 20261121033606_issues_v1_1_0
-- zSchema.issues v1.0.0 -> v1.1.0

-- zmig:step alter column issues.estimate: str -> decimal(6,2)
-- zmig:check {"reason":"issues.estimate does not convert to decimal(6,2)","sql":"SELECT \"id\"::TEXT, \"estimate\"::TEXT FROM \"issues\" t WHERE CASE WHEN \"estimate\" IS NULL THEN FALSE WHEN \"estimate\" ~ '^[[:space:]]*[+-]?([0-9]{1,1000}[.]?[0-9]{0,1000}|[.][0-9]{1,1000})([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN abs(round(\"estimate\"::NUMERIC::NUMERIC, 2)) >= 1e4 ELSE TRUE END"}
ALTER TABLE "issues" ALTER COLUMN "estimate" TYPE NUMERIC(6,2) USING "estimate"::NUMERIC(6,2);
