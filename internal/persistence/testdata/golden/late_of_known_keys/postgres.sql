-- stage 1

-- inserting guest
INSERT INTO "guests" ("id", "wing", "number", "rev", "seen_on", "best_id") SELECT "u"."id", "u"."wing", "u"."number", "u"."rev", "u"."seen_on", "u"."best_id" FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::bigint[]) WITH ORDINALITY AS "u"("id", "wing", "number", "rev", "seen_on", "best_id", "drey_ordinal") ORDER BY "u"."drey_ordinal";
-- 1: {1,2}
-- 2: {NULL,NULL}
-- 3: {NULL,NULL}
-- 4: {1,1}
-- 5: {"0001-01-01T00:00:00Z","0001-01-01T00:00:00Z"}
-- 6: {NULL,NULL}

-- updating guest, 2 expected
UPDATE "guests" AS "t" SET "best_id" = "u"."drey_2" FROM unnest($1::bigint[], $2::bigint[]) AS "u"("drey_1", "drey_2") WHERE "t"."id" = "u"."drey_1";
-- 1: {1,2}
-- 2: {2,1}
