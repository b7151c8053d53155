package sqlxbackend

import (
	"database/sql/driver"
	"fmt"
	"net"
	"reflect"
	"strings"

	"github.com/drey-db/drey/backends/kit"
)

// alive reports whether nothing says that the server has ended the connection, as far as a look at its socket tells: it costs no trip.
// A driver that is neither pgx nor lib/pq hides its socket, and so does what is wrapped around them; there it always seems alive.
func (c *connection) alive() bool {
	if !c.pool.looks {
		return true
	}
	alive := true
	_ = c.raw(func(native any) { alive = looksAlive(native) })
	return alive
}

func looksAlive(native any) bool {
	if own, ok := native.(interface{ alive() bool }); ok {
		return own.alive()
	}
	socket, ok := socketOf(native)
	return !ok || kit.NewProbe(socket).Alive()
}

// socketOf returns the socket of a connection of pgx, which tells it, or of lib/pq, which hides it.
func socketOf(native any) (socket net.Conn, ok bool) {
	if isPgx(native) {
		if answer := called(called(called(reflect.ValueOf(native), "Conn"), "PgConn"), "Conn"); answer.IsValid() {
			socket, ok = answer.Interface().(net.Conn)
		}
		return socket, ok
	}
	if conn, is := native.(driver.Conn); is && isPq(native) {
		if hidden, found := hidden[net.Conn](conn, "c"); found {
			return *hidden, true
		}
	}
	return nil, false
}

// caches reports whether pgx keeps what it prepares on a connection, or what it was told of its parameters: unless somebody has
// configured it otherwise, as for a pooler.
func caches(native any) bool {
	config := called(called(reflect.ValueOf(native), "Conn"), "Config")
	if !config.IsValid() {
		return true
	}
	mode, known := field(config, "DefaultQueryExecMode").(fmt.Stringer)
	return !known || strings.HasPrefix(mode.String(), "cache")
}

// describedAnew returns what a query of pgx without arguments is called with, so that its rows are read as the server describes them along
// with each answer. Where e hides its connection pgx is taken to keep what it prepares, as by default.
func (d dialect) describedAnew(e executor) []any {
	keeps := true
	if c, ok := e.(*connection); ok {
		_ = c.raw(func(native any) { keeps = caches(native) })
	}
	if mode := d.describes(); keeps && mode != nil {
		return []any{mode}
	}
	return nil
}

// describeMode is the mode "cache describe" of pgx, of the type that native's connections take as the first argument of a query; nil of
// another driver's.
func describeMode(native driver.Driver) any {
	t := reflect.TypeOf(native)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil
	}
	configs, ok := t.Elem().FieldByName("configs") // by text
	if !ok || configs.Type.Kind() != reflect.Map || configs.Type.Elem().Kind() != reflect.Pointer {
		return nil
	}
	mode, ok := configs.Type.Elem().Elem().FieldByName("DefaultQueryExecMode")
	if !ok || !mode.Type.ConvertibleTo(reflect.TypeFor[int32]()) {
		return nil
	}
	for n := range int32(10) {
		v := reflect.ValueOf(n).Convert(mode.Type).Interface()
		if named, ok := v.(fmt.Stringer); ok && named.String() == "cache describe" {
			return v
		}
	}
	return nil
}

// called returns what a method without arguments answers; nothing where there is none.
func called(v reflect.Value, method string) (answer reflect.Value) {
	if !v.IsValid() {
		return answer
	}
	if m := v.MethodByName(method); m.IsValid() && m.Type().NumIn() == 0 && m.Type().NumOut() == 1 {
		answer = m.Call(nil)[0]
	}
	return answer
}

// field returns what a field of the struct behind v holds; nil without one.
func field(v reflect.Value, name string) any {
	if f := reflect.Indirect(v); f.Kind() == reflect.Struct && f.FieldByName(name).IsValid() {
		return f.FieldByName(name).Interface()
	}
	return nil
}
