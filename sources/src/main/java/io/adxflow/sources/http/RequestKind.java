package io.adxflow.sources.http;

import io.adxflow.sources.wire.WireFormat;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kind of data a path takes: its paths, and how the content headers name a {@link WireFormat}. */
enum RequestKind {
    REMOTE_WRITE("api/v1/write", "receive", "remote_write");

    @SuppressWarnings("ImmutableEnumChecker") // Lists that cannot be changed.
    private final List<List<String>> paths;

    RequestKind(String... paths) {
        this.paths = Arrays.stream(paths).map(path -> List.of(path.split("/"))).toList();
    }

    /** The paths of this kind, split into segments. */
    List<List<String>> paths() {
        return paths;
    }

    /** Maps the values of Content-Type and Content-Encoding, null when absent, to a format. */
    WireFormat negotiate(@Nullable String contentType, @Nullable String contentEncoding)
            throws UnsupportedContentException {
        return switch (this) {
            case REMOTE_WRITE -> RemoteWriteContent.negotiate(contentType, contentEncoding);
        };
    }
}
