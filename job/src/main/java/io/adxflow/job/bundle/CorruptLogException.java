package io.adxflow.job.bundle;

import java.io.IOException;

/** Thrown when durable bytes of a body log do not read back as they were written. */
final class CorruptLogException extends IOException {
    CorruptLogException(String message) {
        super(message);
    }
}
