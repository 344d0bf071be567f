"""Random times from uniforms, by inversion."""

import math

from ccsim.codes import NEVER, Law

EXPONENTIAL = int(Law.EXPONENTIAL)
LONGEST = 1e18


def normal_quantile(u: float) -> float:
    """The standard normal quantile; M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988)."""
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        return central_quantile(q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    x = _tail(r - 1.6) if r <= 5.0 else _far_tail(r - 5.0)
    return -x if q < 0.0 else x


def central_quantile(q: float) -> float:
    """The same where u − 1/2 = q is within ± 0.425; plain arithmetic, so an array will do."""
    r = 0.180625 - q * q
    num = 2.5090809287301226727e3 * r + 3.3430575583588128105e4
    num = ((num * r + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r + 1.3731693765509461125e4
    num = ((num * r + 1.9715909503065514427e3) * r + 1.3314166789178437745e2) * r + 3.3871328727963666080e0
    den = 5.2264952788528545610e3 * r + 2.8729085735721942674e4
    den = ((den * r + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r + 5.3941960214247511077e3
    den = ((den * r + 6.8718700749205790830e2) * r + 4.2313330701600911252e1) * r + 1.0
    return q * num / den


def _tail(r: float) -> float:
    num = 7.74545014278341407640e-4 * r + 2.27238449892691845833e-2
    num = ((num * r + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r + 3.64784832476320460504e0
    num = ((num * r + 5.76949722146069140550e0) * r + 4.63033784615654529590e0) * r + 1.42343711074968357734e0
    den = 1.05075007164441684324e-9 * r + 5.47593808499534494600e-4
    den = ((den * r + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1
    den = ((den * r + 1.67638483018380384940e0) * r + 2.05319162663775882187e0) * r + 1.0
    return num / den


def _far_tail(r: float) -> float:
    num = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    num = ((num * r + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1
    num = ((num * r + 1.78482653991729133580e0) * r + 5.46378491116411436990e0) * r + 6.65790464350110377720e0
    den = 2.04426310338993978564e-15 * r + 1.42151175831644588870e-7
    den = ((den * r + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2
    den = ((den * r + 1.36929880922735805310e-1) * r + 5.99832206555887937690e-1) * r + 1.0
    return num / den


def random_time(u: float, law: int, mean_us: float, sigma: float) -> float:
    """A time in µs with the given mean; `sigma` is the standard deviation of its logarithm (lognormal only)."""
    if law == EXPONENTIAL:
        return -mean_us * math.log(u)
    return mean_us * math.exp(sigma * normal_quantile(u) - 0.5 * sigma * sigma)


def on_grid(time_us: float) -> int:
    """The nearest whole microsecond, at least one, at most what 64 bits can add to any clock."""
    if time_us > LONGEST:
        return NEVER
    return int(time_us + 0.5) if time_us >= 1.0 else 1


def lognormal_sigma(cv: float) -> float:
    """Standard deviation of the logarithm of a lognormal time with this coefficient of variation."""
    return math.sqrt(math.log(1.0 + cv * cv))
