-- users and toys
-- drey: revision e7afe843188d

-- +goose Up
CREATE TABLE "users" ("id" uuid NOT NULL, "name" character varying(80) NOT NULL, "created_at" timestamptz NOT NULL DEFAULT now(), "updated_on" timestamptz NOT NULL DEFAULT now(), CONSTRAINT "pk_users" PRIMARY KEY ("id"));
CREATE TABLE "toys" ("id" uuid NOT NULL, "name" character varying(80) NOT NULL, "created_at" timestamptz NOT NULL DEFAULT now(), "updated_on" timestamptz NOT NULL DEFAULT now(), CONSTRAINT "pk_toys" PRIMARY KEY ("id"));
CREATE TABLE "user_toy_association" ("user_id" uuid NOT NULL, "toy_id" uuid NOT NULL, CONSTRAINT "pk_user_toy_association" PRIMARY KEY ("user_id", "toy_id"), CONSTRAINT "fk_user_toy_association_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON UPDATE NO ACTION ON DELETE CASCADE, CONSTRAINT "fk_user_toy_association_toy_id_toys" FOREIGN KEY ("toy_id") REFERENCES "toys" ("id") ON UPDATE NO ACTION ON DELETE CASCADE);

-- +goose Down
DROP TABLE "user_toy_association";
DROP TABLE "toys";
DROP TABLE "users";
