package sqlstate

import (
	"strings"

	"github.com/drey-db/drey/backends"
)

// queryCanceled is the code of a statement that was broken off: by a limit, by somebody else, or by its own client.
const queryCanceled = "57014"

// userRequests are what PostgreSQL says, in the languages that it speaks, where somebody else cancelled a statement. A limit that ran out is told by
// the same routine, in other words.
// Source: PostgreSQL 15, the catalogs of its messages.
var userRequests = map[string]bool{
	"canceling statement due to user request":                   true,
	"storniere Anfrage wegen Benutzeraufforderung":              true,
	"cancelando la sentencia debido a una petición del usuario": true,
	"annulation de la requête à la demande de l'utilisateur":    true,
	"annullamento dell'istruzione su richiesta dell'utente":     true,
	"ユーザーからの要求により文をキャンセルしています":                                  true,
	"사용자 요청에 의해 작업을 취소합니다.":                                     true,
	"выполнение оператора отменено по запросу пользователя":     true,
	"avbryter sats på användares begäran":                       true,
	"виконання оператора скасовано по запиту користувача":       true,
	"由于用户请求而正在取消查询":                                             true,
}

// canceled says who broke a statement off. Of a client that breaks off its COPY the server repeats the words, which may hold a value.
func canceled(e *backends.Error, routine string) *backends.Error {
	asked := userRequests[e.Message]
	switch {
	case routine == "ProcessInterrupts" && !asked, routine == "" && (e.Message == "" || strings.HasSuffix(e.Message, "statement timeout")):
		e.Kind = backends.ErrTimeout
		if e.Message != "" {
			e.Message += ": raise statement_timeout, or have the statement do less"
		}
		return e
	case asked:
		e.Message += ": somebody else cancelled it, as by pg_cancel_backend: no context or limit of this program's ended"
	case routine != "exec_stmt_raise" && routine != "":
		e.Message = ""
	}
	e.Kind = backends.ErrCanceled
	return e
}
