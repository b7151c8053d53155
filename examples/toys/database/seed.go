package database

import (
	"context"
	_ "embed"
	"encoding/json"
	"maps"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

//go:embed seed.json
var seed []byte // the toys of each user, by name

// Seed fills an empty database, and says whether it was empty. Users, toys and who has what are one flush: three statements,
// in one round trip where the backend can.
func (d Drey) Seed(ctx context.Context) (done bool, err error) {
	var names map[string][]string
	if err := json.Unmarshal(seed, &names); err != nil {
		return false, err
	}
	err = d.Engine.Begin(ctx, func(s *repo.Session) error {
		filled, err := repo.Exists(ctx, s, builder.Select(users))
		if err != nil || filled {
			return err
		}
		done = true
		for _, user := range graph(names) {
			if err := s.Add(user); err != nil { // the toys come along
				return err
			}
		}
		return nil
	})
	return done && err == nil, err
}

// graph makes entities of names. Users who have a toy of the same name share it.
func graph(names map[string][]string) (list []*User) {
	made := map[string]*Toy{}
	for _, user := range slices.Sorted(maps.Keys(names)) {
		u := &User{Name: user}
		for _, name := range names[user] {
			if made[name] == nil {
				made[name] = &Toy{Name: name}
			}
			u.Toys = append(u.Toys, made[name])
		}
		list = append(list, u)
	}
	return list
}
