package response

// Service is one of the three remote services the emulator stands in for.
type Service string

// The services, by the names used in [Request] and [Fault].
const (
	Dataverse      Service = "dataverse"
	Entra          Service = "entra"
	SecretsManager Service = "secretsmanager"
)
