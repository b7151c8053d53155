-- stage 1

-- inserting guest
INSERT INTO "guests" ("id", "wing", "number", "rev", "seen_on", "best_id") SELECT unnest(coalesce($1, ARRAY[(NULL::"guests")."id"])), unnest(coalesce($2, ARRAY[(NULL::"guests")."wing"])), unnest(coalesce($3, ARRAY[(NULL::"guests")."number"])), unnest(coalesce($4, ARRAY[(NULL::"guests")."rev"])), unnest(coalesce($5, ARRAY[(NULL::"guests")."seen_on"])), unnest(coalesce($6, ARRAY[(NULL::"guests")."best_id"]));
-- 1: {1,2}
-- 2: {NULL,NULL}
-- 3: {NULL,NULL}
-- 4: {1,1}
-- 5: {"0001-01-01 00:00:00Z","0001-01-01 00:00:00Z"}
-- 6: {NULL,NULL}

-- updating guest, 2 expected
UPDATE "guests" AS "t" SET "best_id" = "u"."drey_2" FROM (SELECT unnest(coalesce($1, ARRAY[(NULL::"guests")."id"])) AS "drey_1", unnest(coalesce($2, ARRAY[(NULL::"guests")."best_id"])) AS "drey_2") AS "u" WHERE "t"."id" = "u"."drey_1";
-- 1: {1,2}
-- 2: {2,1}
