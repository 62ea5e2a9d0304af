/** The HTTP interface of a Kusto cluster. */
@NullMarked
package io.adxflow.emulator.http;

import org.jspecify.annotations.NullMarked;
