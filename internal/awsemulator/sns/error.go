package sns

import (
	"net/http"

	"sns-dynamics/internal/awsemulator/protocol"
)

func refuse(code, format string, args ...any) *protocol.Error {
	return protocol.Refuse(http.StatusBadRequest, code, format, args...)
}

func notFound(message string) *protocol.Error {
	return protocol.Refuse(http.StatusNotFound, "NotFound", "%s", message)
}
