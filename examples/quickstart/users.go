package main

import (
	"context"
	"fmt"
	"io"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// usersTable refers to itself: whoever brought a user may go, the user stays.
const usersTable = `CREATE TABLE IF NOT EXISTS quickstart_users (
	telegram_id   BIGINT PRIMARY KEY,
	full_name     VARCHAR(255) NOT NULL,
	username      VARCHAR(255),
	language_code VARCHAR(255) NOT NULL,
	created_at    TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
	referrer_id   BIGINT,
	FOREIGN KEY (referrer_id) REFERENCES quickstart_users (telegram_id) ON DELETE SET NULL
)`

const newUser = `INSERT INTO quickstart_users (telegram_id, full_name, username, language_code, referrer_id)
	VALUES (:id, :name, :username, :language, :referrer) ON CONFLICT (telegram_id) DO NOTHING`

// users does without models: SQL of one's own with named binds, and the rows of SELECT * as they come.
func users(ctx context.Context, out io.Writer, engine *repo.Engine) error {
	if _, err := engine.Exec(ctx, builder.Text(usersTable)); err != nil {
		return err
	}
	err := engine.Begin(ctx, func(s *repo.Session) error {
		for _, user := range []map[string]any{
			{"id": 1, "name": "John Doe", "username": "johndoe", "language": "en", "referrer": nil},
			{"id": 2, "name": "Jane Doe", "username": "janedoe", "language": "en", "referrer": 1},
		} {
			if _, err := s.Exec(ctx, builder.Text(newUser, user)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	rows, err := engine.Query(ctx, builder.Text("SELECT * FROM quickstart_users ORDER BY telegram_id"))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values, err := repo.Values(rows)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, values...)
	}
	return rows.Err()
}
