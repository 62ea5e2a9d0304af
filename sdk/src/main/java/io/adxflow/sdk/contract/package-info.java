/**
 * Contract tests for extensions: what the job relies on, as cases that any test framework can run. With JUnit:
 *
 * <pre>
 * &#64;TestFactory
 * Stream&lt;DynamicTest&gt; keepsItsPromises() {
 *     return DestinationContract.of(MyHarness::new).stream()
 *             .map(promise -&gt; DynamicTest.dynamicTest(promise.name(), promise::check));
 * }
 * </pre>
 */
@NullMarked
package io.adxflow.sdk.contract;

import org.jspecify.annotations.NullMarked;
