package kit

import (
	"errors"
	"net/url"
	"strings"

	"github.com/drey-db/drey/backends"
)

// Masked returns an error of err's words alone, with what u keeps secret as ***: what a driver says of a URL may quote it, and the
// error's own type have it in a field.
func Masked(u backends.URL, err error) error {
	message := err.Error()
	for _, secret := range secrets(u) {
		message = strings.ReplaceAll(message, secret, "***")
	}
	return errors.New(message)
}

// secrets returns the password and the secret values of the query, in each spelling that a driver may quote.
func secrets(u backends.URL) (list []string) {
	spell := func(secret string) {
		if secret != "" {
			list = append(list, secret, url.QueryEscape(secret), url.PathEscape(secret), url.UserPassword("", secret).String()[1:])
		}
	}
	spell(u.Password)
	shown := u.String()
	for _, values := range u.Query {
		for _, value := range values {
			if !strings.Contains(shown, url.QueryEscape(value)) {
				spell(value)
			}
		}
	}
	return list
}
