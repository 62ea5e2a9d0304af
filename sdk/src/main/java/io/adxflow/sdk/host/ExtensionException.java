package io.adxflow.sdk.host;

import org.jspecify.annotations.Nullable;

/** An extension that threw, that did not come back, or that answered what it must not. The message names its file. */
public final class ExtensionException extends Exception {
    ExtensionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
