"""How fast the entropies and divergences are, next to SciPy where it is installed: one run, one thread."""

from tests.bench.losses import Task, against, installed, np, report
from xentlib import information

stats, distance = installed("scipy.stats"), installed("scipy.spatial.distance")


def tasks(shape, rng):
    p, q = (rng.dirichlet(np.ones(shape[-1]), shape[:-1]) for _ in range(2))
    size = " x ".join(map(str, shape))
    yield against(
        Task(f"entropy, {size}", (p,), information.entropy),
        scipy=stats and (lambda p: stats.entropy(p, base=2, axis=-1)), most_scipy=1,
    )
    yield against(
        Task(f"cross_entropy, {size}", (p, q), information.cross_entropy),
        scipy=stats and (lambda p, q: stats.entropy(p, base=2, axis=-1) + stats.entropy(p, q, base=2, axis=-1)),
        most_scipy=1,
    )
    yield against(
        Task(f"kl_divergence, {size}", (p, q), information.kl_divergence),
        scipy=stats and (lambda p, q: stats.entropy(p, q, base=2, axis=-1)), most_scipy=1,
    )
    yield against(
        Task(f"js_divergence, {size}", (p, q), information.js_divergence),
        scipy=distance and (lambda p, q: distance.jensenshannon(p, q, base=2, axis=-1) ** 2), most_scipy=1,
    )


def main():
    rng = np.random.default_rng(0)
    report(task for shape in ((10**5, 10), (10**3, 1000), (50257,)) for task in tasks(shape, rng))


if __name__ == "__main__":
    main()
