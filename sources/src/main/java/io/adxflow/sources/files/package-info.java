/** Small files that others replace while the process runs: certificates, keys, secrets. */
@org.jspecify.annotations.NullMarked
package io.adxflow.sources.files;
