package io.adxflow.sources.translate;

import io.adxflow.sdk.wire.RecordSink;

/** Takes a body's records, and is then a body that the job reads itself. For one thread. */
interface TranslatedBody extends RecordSink {

    /** The same records make the same bytes. */
    byte[] finish();

    /** More records than a body may have. */
    final class TooMuchException extends RuntimeException {
        TooMuchException() {
            super("what it says is too large", null, false, false);
        }
    }
}
