-- users and toys
-- drey: revision e7afe843188d

-- +goose Up
CREATE TABLE `users` (`id` text NOT NULL, `name` text NOT NULL, `created_at` timestamp NOT NULL DEFAULT (rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')), `updated_on` timestamp NOT NULL DEFAULT (rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')), PRIMARY KEY (`id`));
CREATE TABLE `toys` (`id` text NOT NULL, `name` text NOT NULL, `created_at` timestamp NOT NULL DEFAULT (rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')), `updated_on` timestamp NOT NULL DEFAULT (rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.')), PRIMARY KEY (`id`));
CREATE TABLE `user_toy_association` (`user_id` text NOT NULL, `toy_id` text NOT NULL, PRIMARY KEY (`user_id`, `toy_id`), CONSTRAINT `fk_user_toy_association_user_id_users` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON UPDATE NO ACTION ON DELETE CASCADE, CONSTRAINT `fk_user_toy_association_toy_id_toys` FOREIGN KEY (`toy_id`) REFERENCES `toys` (`id`) ON UPDATE NO ACTION ON DELETE CASCADE);

-- +goose Down
CREATE TEMP TABLE "drey_guard" ("found" integer CONSTRAINT "foreign keys are on, and rows that refer to a table would go with it: run this with drey, or PRAGMA foreign_keys = off before BEGIN" CHECK ("found" = 0));
INSERT INTO temp."drey_guard" SELECT "foreign_keys" FROM pragma_foreign_keys;
DROP TABLE temp."drey_guard";
CREATE TEMP TABLE "drey_orphans" AS SELECT "table" AS "child", "parent", count(*) AS "n" FROM pragma_foreign_key_check GROUP BY 1, 2;
DROP TABLE "user_toy_association";
DROP TABLE "toys";
DROP TABLE "users";
CREATE TEMP TABLE "drey_guard" ("found" integer CONSTRAINT "rows would refer to rows that are not there: see PRAGMA foreign_key_check" CHECK ("found" = 0));
INSERT INTO temp."drey_guard" SELECT count(*) FROM (SELECT "table" AS "child", "parent", count(*) AS "n" FROM pragma_foreign_key_check GROUP BY 1, 2) AS "now" LEFT JOIN temp."drey_orphans" AS "was" USING ("child", "parent") WHERE "now"."n" > coalesce("was"."n", 0);
DROP TABLE temp."drey_guard";
DROP TABLE temp."drey_orphans";
