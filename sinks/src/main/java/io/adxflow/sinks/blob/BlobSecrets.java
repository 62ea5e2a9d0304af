package io.adxflow.sinks.blob;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.Credentials;
import io.adxflow.sinks.blob.BlobSettings.SecretPlace;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads secrets from where the settings say. They go nowhere but into a client. */
final class BlobSecrets {
    private BlobSecrets() {}

    /** @throws AzureFailure when it is not there */
    static String read(SecretPlace place) throws AzureFailure {
        if (place.environment()) {
            return Credentials.environment(place.option(), place.name());
        }
        Path file = Path.of(place.name());
        String secret;
        try {
            secret = Files.readString(file).strip();
        } catch (IOException e) {
            throw new AzureFailure(
                    FailureKind.CONFIGURATION,
                    place.option() + ": " + file + " cannot be read: " + FileFailure.words(e)
                            + " (expected: a file with the secret, on every TaskManager)",
                    false);
        }
        if (secret.isEmpty()) {
            throw new AzureFailure(
                    FailureKind.CONFIGURATION,
                    place.option() + ": " + file + " is empty (expected: the secret)",
                    false);
        }
        return secret;
    }
}
