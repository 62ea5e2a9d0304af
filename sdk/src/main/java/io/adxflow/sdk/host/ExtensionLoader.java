package io.adxflow.sdk.host;

import io.adxflow.sdk.Sdk;
import java.net.URL;
import java.net.URLClassLoader;

/** Classes of one extension: its own jars, the JDK, and of the job the published API alone. */
final class ExtensionLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    ExtensionLoader(String name, URL... jars) {
        super(name, jars, new ApiLoader(Sdk.class.getClassLoader()));
    }

    /** The JDK and the packages of the API. Resources of the job are not to be seen, its services among them. */
    private static final class ApiLoader extends ClassLoader {
        private final ClassLoader job;

        ApiLoader(ClassLoader job) {
            super(ClassLoader.getPlatformClassLoader());
            this.job = job;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            int dot = name.lastIndexOf('.');
            if (dot > 0 && Sdk.API_PACKAGES.contains(name.substring(0, dot))) {
                return job.loadClass(name);
            }
            throw new ClassNotFoundException(
                    name + " (an extension sees its own jars, the JDK, and the packages " + Sdk.API_PACKAGES + ")");
        }
    }
}
