-- zmig:file 1 up postgres 20251220120001_shop_v1_1_0
-- zSchema.shop v1.0.0 -> v1.1.0

-- zmig:step alter column users.huge: text -> decimal(30,4)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(30,4) does not hold of the values of users.huge"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.huge does not convert to decimal(30,4)","sql":"SELECT \"id\"::TEXT, \"huge\"::TEXT FROM \"users\" t WHERE CASE WHEN \"huge\" IS NULL THEN FALSE WHEN \"huge\" ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN CASE WHEN char_length(\"huge\") > 1000 THEN TRUE ELSE abs(round(\"huge\"::NUMERIC::NUMERIC, 4)) >= 1e26 END ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "huge" TYPE NUMERIC(30,4) USING "huge"::NUMERIC(30,4);

-- zmig:step alter column users.money: str -> decimal(10,2)
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what decimal(10,2) does not hold of the values of users.money"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.money does not convert to decimal(10,2)","sql":"SELECT \"id\"::TEXT, \"money\"::TEXT FROM \"users\" t WHERE CASE WHEN \"money\" IS NULL THEN FALSE WHEN \"money\" ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN CASE WHEN char_length(\"money\") > 1000 THEN TRUE ELSE abs(round(\"money\"::NUMERIC::NUMERIC, 2)) >= 1e8 END ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "money" TYPE NUMERIC(10,2) USING "money"::NUMERIC(10,2);

-- zmig:step alter column users.ratio: str -> float
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what float does not hold of the values of users.ratio"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.ratio does not convert to float","sql":"SELECT \"id\"::TEXT, \"ratio\"::TEXT FROM \"users\" t WHERE CASE WHEN \"ratio\" IS NULL THEN FALSE WHEN \"ratio\" ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN CASE WHEN char_length(\"ratio\") > 1000 THEN TRUE ELSE abs(\"ratio\"::NUMERIC) > 1.7976931348623157e308::NUMERIC OR (\"ratio\"::NUMERIC <> 0 AND abs(\"ratio\"::NUMERIC) < 4.94e-324::NUMERIC) END ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "ratio" TYPE DOUBLE PRECISION USING "ratio"::DOUBLE PRECISION;

-- zmig:step alter column users.tiny: str -> float32
-- zmig:hazard {"risk":"HIGH","reasons":["values may change, or not convert"],"loses":["what float32 does not hold of the values of users.tiny"],"down":"structure_only","touches":[{"table":"users","lock":"access_exclusive","work":"rewrite"}]}
-- zmig:check {"reason":"users.tiny does not convert to float32","sql":"SELECT \"id\"::TEXT, \"tiny\"::TEXT FROM \"users\" t WHERE CASE WHEN \"tiny\" IS NULL THEN FALSE WHEN \"tiny\" ~ '^[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?[[:space:]]*$' THEN CASE WHEN char_length(\"tiny\") > 1000 THEN TRUE ELSE abs(\"tiny\"::NUMERIC) > 3.4028235e38::NUMERIC OR (\"tiny\"::NUMERIC <> 0 AND abs(\"tiny\"::NUMERIC) < 1.4e-45::NUMERIC) END ELSE TRUE END"}
ALTER TABLE "users" ALTER COLUMN "tiny" TYPE REAL USING "tiny"::REAL;
