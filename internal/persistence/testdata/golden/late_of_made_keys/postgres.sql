-- stage 1

-- inserting guest
INSERT INTO "guests" ("wing", "number", "rev", "seen_on", "best_id") SELECT "u"."wing", "u"."number", "u"."rev", "u"."seen_on", "u"."best_id" FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::bigint[]) WITH ORDINALITY AS "u"("wing", "number", "rev", "seen_on", "best_id", "drey_ordinal") ORDER BY "u"."drey_ordinal" RETURNING "id";
-- 1: {NULL,NULL}
-- 2: {NULL,NULL}
-- 3: {1,1}
-- 4: {"0001-01-01T00:00:00Z","0001-01-01T00:00:00Z"}
-- 5: {NULL,NULL}

-- stage 2

-- updating guest, 2 expected
UPDATE "guests" AS "t" SET "best_id" = "u"."drey_2" FROM unnest($1::bigint[], $2::bigint[]) AS "u"("drey_1", "drey_2") WHERE "t"."id" = "u"."drey_1";
-- 1: {the id of guest 1, the id of guest 2}
-- 2: {the id of guest 2, the id of guest 1}
