package routers

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/drey-db/drey/examples/toys/database"
)

func registerUsers(api huma.API, s session) {
	const tag = "users"
	huma.Post(api, "/users", writing(s, createUser), operation(tag, "Create a user"), created)
	huma.Get(api, "/users", reading(s, listUsers), operation(tag, "List users with their toys"))
	huma.Get(api, "/users/{id}", reading(s, readUser), operation(tag, "Read a user with the toys", http.StatusNotFound))
	huma.Put(api, "/users/{id}", writing(s, renameUser), operation(tag, "Rename a user", http.StatusNotFound))
	huma.Delete(api, "/users/{id}", writing(s, deleteUser), operation(tag, "Delete a user", http.StatusNotFound))
	huma.Put(api, "/users/{id}/toys/{toy_id}", writing(s, giveToy), operation(tag, "Give a user a toy", http.StatusNotFound, http.StatusConflict))
	huma.Delete(api, "/users/{id}/toys/{toy_id}", writing(s, takeToy), operation(tag, "Take a toy back", http.StatusNotFound),
		func(o *huma.Operation) { o.DefaultStatus = http.StatusOK })
}

func createUser(ctx context.Context, r database.Requests, in *create) (*one[database.User], error) {
	return single(r.CreateUser(ctx, in.Body.Name))
}

func listUsers(ctx context.Context, r database.Requests, in *page) (*list[database.User], error) {
	rows, err := r.Users(ctx, in.rows())
	return paged(rows, in.Limit, func(u *database.User) uuid.UUID { return u.ID }), err
}

func readUser(ctx context.Context, r database.Requests, in *byID) (*one[database.User], error) {
	return single(r.User(ctx, in.ID))
}

func renameUser(ctx context.Context, r database.Requests, in *rename) (*one[database.User], error) {
	return single(r.RenameUser(ctx, in.ID, in.Body.Name))
}

func deleteUser(ctx context.Context, r database.Requests, in *byID) (*struct{}, error) {
	return nil, r.DeleteUser(ctx, in.ID)
}

func giveToy(ctx context.Context, r database.Requests, in *byPair) (*one[database.User], error) {
	return single(r.GiveToy(ctx, in.ID, in.ToyID))
}

func takeToy(ctx context.Context, r database.Requests, in *byPair) (*one[database.User], error) {
	return single(r.TakeToy(ctx, in.ID, in.ToyID))
}
