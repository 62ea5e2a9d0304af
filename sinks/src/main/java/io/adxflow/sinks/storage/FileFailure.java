package io.adxflow.sinks.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A failure that names its file, where the operating system's words ({@code No space left on device}) do not. */
public final class FileFailure extends IOException {
    private FileFailure(String message, IOException cause) {
        super(message, cause);
    }

    /** Why a file could not be had, in words; the JDK's own message is often its name alone. */
    public static String words(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (failure instanceof AccessDeniedException) {
            return "permission denied";
        } else if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** What to throw for a failure at the path: the failure itself when it names a file already. */
    public static IOException at(Path path, IOException failure) {
        return failure instanceof FileSystemException || failure instanceof FileFailure
                ? failure
                : new FileFailure(
                        path + ": " + (failure.getMessage() == null ? failure : failure.getMessage()), failure);
    }
}
