package io.adxflow.sdk.host;

import java.io.Serializable;

/**
 * A folder of extensions by its path, on every host of a job. Whoever reads it from a job's description has its extensions known to
 * the process that it is in.
 *
 * @param path absolute, or empty for none
 */
public record PluginFolder(String path) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No extensions. */
    public static final PluginFolder NONE = new PluginFolder("");

    /** Loads it, the first time, and makes its extensions known to this process. Nothing that is in it makes this fail. */
    public Extensions use() {
        return path.isEmpty() ? Extensions.NONE : Extensions.use(path);
    }

    private Object readResolve() {
        Extensions unused = use();
        return this;
    }
}
