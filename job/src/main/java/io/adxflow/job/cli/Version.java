package io.adxflow.job.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, from the jar's manifest. */
final class Version implements IVersionProvider {
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "adxflow " + text(),
            "Flink " + org.apache.flink.runtime.util.EnvironmentInformation.getVersion(),
            "Java " + Runtime.version()
        };
    }
}
