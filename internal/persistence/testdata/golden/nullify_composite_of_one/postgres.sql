-- stage 1

-- emptying the foreign key of guest
UPDATE "guests" SET "wing" = NULL, "number" = NULL, "rev" = "rev" + 1, "seen_on" = now() WHERE "wing" = $1 AND "number" = $2;
-- 1: a
-- 2: 1
