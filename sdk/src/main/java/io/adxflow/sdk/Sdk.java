package io.adxflow.sdk;

import java.util.List;

/** The version of this API, and how an extension says which one it was written for. */
public final class Sdk {
    /** Counts up when extensions of the version before would no longer work. */
    public static final int VERSION = 1;

    /**
     * The file in an extension's jar that says what it is, in the form of {@link java.util.Properties}: {@value #VERSION_KEY}, which must be
     * {@link #VERSION}.
     */
    public static final String DESCRIPTION = "META-INF/adxflow-extension.properties";

    /** The key in {@link #DESCRIPTION} of the version. */
    public static final String VERSION_KEY = "sdk-version";

    /** The packages that an extension shares with the job. Whatever else it uses comes from its own jars, or is the JDK's. */
    public static final List<String> API_PACKAGES = List.of(
            "io.adxflow.sdk",
            "io.adxflow.sdk.agents",
            "io.adxflow.sdk.destination",
            "io.adxflow.sdk.detect",
            "io.adxflow.sdk.wire");

    private Sdk() {}
}
