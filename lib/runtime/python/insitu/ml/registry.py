# ruff: noqa: E501 (a table: one algorithm an entry)
"""The algorithms a training node may name, with their hyperparameters: data only, read on both sides.


Adding one means adding an entry here; scikit-learn's estimators need nothing else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

REGRESSION, BINARY, MULTICLASS = "regression", "classification", "multiclass"
TASKS = (REGRESSION, BINARY, MULTICLASS)
CLASSES = (BINARY, MULTICLASS)

# How rows are prepared before they reach the estimator, see `prepare.py`.
NATIVE = "native"  # one column a feature; NULL and categories understood by the library
ORDINAL = "ordinal"  # one column a feature; categories as ranks, NULL kept
FILLED = "filled"  # ordinal, NULL filled
NUMERIC = "numeric"  # filled, scaled, categories one-hot


class Hyperparameter(NamedTuple):
    """A hyperparameter: `type` is int, float, bool, text or list; `choices` and bounds limit it."""

    name: str
    type: str
    default: Any
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    nullable: bool = False


class Algorithm(NamedTuple):
    """An algorithm: the library that implements it, the class for each task, and how rows are prepared."""

    name: str
    title: str
    library: str
    estimators: dict[str, str]
    preparation: str
    hyperparameters: tuple[Hyperparameter, ...]
    iterations: str | None = None  # the hyperparameter that counts boosting rounds
    weights: bool = True
    class_weight: bool = False
    aliases: dict[str, str] = {}
    seeded: bool = True

    @property
    def tasks(self) -> tuple[str, ...]:
        """Tasks it can do, in the order of TASKS."""
        return tuple(t for t in TASKS if t in self.estimators)


def _int(name: str, default: Any, low: float | None = None, high: float | None = None, nullable: bool = False):
    return Hyperparameter(name, "int", default, low, high, (), nullable)


def _float(name: str, default: Any, low: float | None = None, high: float | None = None, nullable: bool = False):
    return Hyperparameter(name, "float", default, low, high, (), nullable)


def _choice(name: str, default: Any, *choices: str, nullable: bool = False):
    return Hyperparameter(name, "text", default, None, None, choices, nullable)


def _bool(name: str, default: Any):
    return Hyperparameter(name, "bool", default)


def _number_or(name: str, default: Any, *choices: str, nullable: bool = False):
    """A number, or one of some words (max_features: 0.5 or 'sqrt')."""
    return Hyperparameter(name, "number or text", default, 0, None, choices, nullable)


def _both(regressor: str, classifier: str) -> dict[str, str]:
    return {REGRESSION: regressor, BINARY: classifier, MULTICLASS: classifier}


LIGHTGBM = Algorithm(
    "lightgbm",
    "LightGBM",
    "lightgbm",
    _both("regression", "binary") | {MULTICLASS: "multiclass"},
    NATIVE,
    (
        _int("n_estimators", 100, 1, 100_000),
        _float("learning_rate", 0.1, 0),
        _int("num_leaves", 31, 2, 131_072),
        _int("max_depth", -1, -1),
        _int("min_child_samples", 20, 0),
        _float("min_child_weight", 1e-3, 0),
        _float("min_split_gain", 0.0, 0),
        _float("subsample", 1.0, 0, 1),
        _int("subsample_freq", 0, 0),
        _float("colsample_bytree", 1.0, 0, 1),
        _float("feature_fraction_bynode", 1.0, 0, 1),
        _float("reg_alpha", 0.0, 0),
        _float("reg_lambda", 0.0, 0),
        _int("max_bin", 255, 2, 65_535),
        _int("min_data_in_bin", 3, 1),
        _int("bin_construct_sample_cnt", 200_000, 1),
        _choice("boosting_type", "gbdt", "gbdt", "dart", "rf"),
        _choice("data_sample_strategy", "bagging", "bagging", "goss"),
        _choice("objective", None, "regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape",
                "gamma", "tweedie", "binary", "cross_entropy", "multiclass", "multiclassova", nullable=True),
        _float("alpha", 0.9, 0),
        _float("tweedie_variance_power", 1.5, 1, 2),
        _float("scale_pos_weight", 1.0, 0),
        _bool("is_unbalance", False),
        _bool("extra_trees", False),
        _float("path_smooth", 0.0, 0),
        _float("max_delta_step", 0.0),
        _bool("linear_tree", False),
        _int("max_cat_threshold", 32, 1),
        _float("cat_l2", 10.0, 0),
        _float("cat_smooth", 10.0, 0),
        _int("max_cat_to_onehot", 4, 1),
        _int("min_data_per_group", 100, 1),
        _float("drop_rate", 0.1, 0, 1),
        _float("top_rate", 0.2, 0, 1),
        _float("other_rate", 0.1, 0, 1),
        Hyperparameter("monotone_constraints", "list", None, nullable=True),
        _bool("deterministic", True),
        _bool("force_row_wise", False),
        _bool("force_col_wise", False),
    ),
    "n_estimators",
    class_weight=True,
    aliases={
        "num_iterations": "n_estimators", "num_boost_round": "n_estimators", "num_trees": "n_estimators",
        "num_rounds": "n_estimators", "iterations": "n_estimators", "eta": "learning_rate",
        "shrinkage_rate": "learning_rate", "max_leaves": "num_leaves", "min_data_in_leaf": "min_child_samples",
        "min_sum_hessian_in_leaf": "min_child_weight", "min_gain_to_split": "min_split_gain",
        "bagging_fraction": "subsample", "bagging_freq": "subsample_freq", "feature_fraction": "colsample_bytree",
        "lambda_l1": "reg_alpha", "lambda_l2": "reg_lambda", "boosting": "boosting_type",
    },
)  # fmt: skip

XGBOOST = Algorithm(
    "xgboost",
    "XGBoost",
    "xgboost",
    _both("reg:squarederror", "binary:logistic") | {MULTICLASS: "multi:softprob"},
    NATIVE,
    (
        _int("n_estimators", 100, 1, 100_000),
        _float("learning_rate", 0.3, 0),
        _int("max_depth", 6, 0),
        _int("max_leaves", 0, 0),
        _float("min_child_weight", 1.0, 0),
        _float("gamma", 0.0, 0),
        _float("subsample", 1.0, 0, 1),
        _float("colsample_bytree", 1.0, 0, 1),
        _float("colsample_bylevel", 1.0, 0, 1),
        _float("colsample_bynode", 1.0, 0, 1),
        _float("reg_alpha", 0.0, 0),
        _float("reg_lambda", 1.0, 0),
        _float("max_delta_step", 0.0, 0),
        _float("scale_pos_weight", 1.0, 0),
        _int("max_bin", 256, 2),
        _choice("grow_policy", "depthwise", "depthwise", "lossguide"),
        _choice("tree_method", "hist", "hist", "approx", "exact"),
        _choice("booster", "gbtree", "gbtree", "dart"),
        _choice("objective", None, "reg:squarederror", "reg:squaredlogerror", "reg:absoluteerror",
                "reg:pseudohubererror", "count:poisson", "reg:gamma", "reg:tweedie", "binary:logistic",
                "multi:softprob", nullable=True),
        _int("max_cat_to_onehot", 4, 1),
        _int("num_parallel_tree", 1, 1),
    ),
    "n_estimators",
    class_weight=True,
    aliases={
        "num_boost_round": "n_estimators", "eta": "learning_rate", "lambda": "reg_lambda", "alpha": "reg_alpha",
        "min_split_loss": "gamma",
    },
)  # fmt: skip

_FOREST = (
    _int("n_estimators", 100, 1, 100_000),
    _int("max_depth", None, 1, nullable=True),
    _number_or("min_samples_split", 2),
    _number_or("min_samples_leaf", 1),
    _number_or("max_features", "sqrt", "sqrt", "log2", nullable=True),
    _int("max_leaf_nodes", None, 2, nullable=True),
    _float("min_impurity_decrease", 0.0, 0),
    _float("ccp_alpha", 0.0, 0),
    _number_or("max_samples", None, nullable=True),
)


def _forest(name: str, title: str, stem: str, bootstrap: bool) -> Algorithm:
    estimators = _both(f"sklearn.ensemble.{stem}Regressor", f"sklearn.ensemble.{stem}Classifier")
    parameters = (*_FOREST, _bool("bootstrap", bootstrap))
    return Algorithm(name, title, "sklearn", estimators, ORDINAL, parameters, class_weight=True)


_SKLEARN = (
    Algorithm("linear", "Linear regression", "sklearn", {REGRESSION: "sklearn.linear_model.LinearRegression"},
              NUMERIC, (_bool("fit_intercept", True), _bool("positive", False)), seeded=False),
    Algorithm("ridge", "Ridge regression", "sklearn", {REGRESSION: "sklearn.linear_model.Ridge"},
              NUMERIC, (_float("alpha", 1.0, 0), _bool("fit_intercept", True), _bool("positive", False),
                        _float("tol", 1e-4, 0))),
    Algorithm("lasso", "Lasso", "sklearn", {REGRESSION: "sklearn.linear_model.Lasso"},
              NUMERIC, (_float("alpha", 1.0, 0), _bool("fit_intercept", True), _int("max_iter", 1000, 1),
                        _float("tol", 1e-4, 0), _bool("positive", False), _choice("selection", "cyclic", "cyclic", "random"))),
    Algorithm("elastic_net", "Elastic net", "sklearn", {REGRESSION: "sklearn.linear_model.ElasticNet"},
              NUMERIC, (_float("alpha", 1.0, 0), _float("l1_ratio", 0.5, 0, 1), _bool("fit_intercept", True),
                        _int("max_iter", 1000, 1), _float("tol", 1e-4, 0), _bool("positive", False))),
    Algorithm("huber", "Huber regression", "sklearn", {REGRESSION: "sklearn.linear_model.HuberRegressor"},
              NUMERIC, (_float("epsilon", 1.35, 1), _float("alpha", 1e-4, 0), _int("max_iter", 200, 1)), seeded=False),
    Algorithm("logistic", "Logistic regression", "sklearn",
              {BINARY: "sklearn.linear_model.LogisticRegression", MULTICLASS: "sklearn.linear_model.LogisticRegression"},
              NUMERIC, (_float("C", 1.0, 0), _float("l1_ratio", 0.0, 0, 1), _bool("fit_intercept", True),
                        _int("max_iter", 200, 1), _float("tol", 1e-4, 0),
                        _choice("solver", "lbfgs", "lbfgs", "liblinear", "newton-cg", "newton-cholesky", "sag", "saga")),
              class_weight=True),
    Algorithm("sgd", "Stochastic gradient descent", "sklearn",
              _both("sklearn.linear_model.SGDRegressor", "sklearn.linear_model.SGDClassifier"),
              NUMERIC, (_choice("loss", None, "log_loss", "modified_huber", "squared_error", "huber",
                                "epsilon_insensitive", nullable=True),
                        _choice("penalty", "l2", "l2", "l1", "elasticnet", nullable=True), _float("alpha", 1e-4, 0),
                        _float("l1_ratio", 0.15, 0, 1), _int("max_iter", 1000, 1), _float("tol", 1e-3, 0),
                        _choice("learning_rate", None, "constant", "optimal", "invscaling", "adaptive", nullable=True),
                        _float("eta0", 0.01, 0), _bool("average", False)), class_weight=True),
    Algorithm("svm", "Support vector machine", "sklearn", _both("sklearn.svm.SVR", "sklearn.svm.SVC"),
              NUMERIC, (_float("C", 1.0, 0), _choice("kernel", "rbf", "rbf", "linear", "poly", "sigmoid"),
                        _int("degree", 3, 1), _number_or("gamma", "scale", "scale", "auto"), _float("coef0", 0.0),
                        _float("tol", 1e-3, 0), _int("max_iter", -1, -1), _float("epsilon", 0.1, 0)),
              class_weight=True),
    Algorithm("linear_svm", "Linear support vector machine", "sklearn",
              _both("sklearn.svm.LinearSVR", "sklearn.svm.LinearSVC"),
              NUMERIC, (_float("C", 1.0, 0), _float("tol", 1e-4, 0), _int("max_iter", 1000, 1)), class_weight=True),
    Algorithm("knn", "Nearest neighbours", "sklearn",
              _both("sklearn.neighbors.KNeighborsRegressor", "sklearn.neighbors.KNeighborsClassifier"),
              NUMERIC, (_int("n_neighbors", 5, 1), _choice("weights", "uniform", "uniform", "distance"),
                        _int("p", 2, 1), _int("leaf_size", 30, 1),
                        _choice("algorithm", "auto", "auto", "ball_tree", "kd_tree", "brute")), weights=False, seeded=False),
    Algorithm("naive_bayes", "Gaussian naive Bayes", "sklearn",
              {BINARY: "sklearn.naive_bayes.GaussianNB", MULTICLASS: "sklearn.naive_bayes.GaussianNB"},
              NUMERIC, (_float("var_smoothing", 1e-9, 0),), seeded=False),
    Algorithm("tree", "Decision tree", "sklearn",
              _both("sklearn.tree.DecisionTreeRegressor", "sklearn.tree.DecisionTreeClassifier"),
              ORDINAL, (_int("max_depth", None, 1, nullable=True), _number_or("min_samples_split", 2),
                        _number_or("min_samples_leaf", 1), _number_or("max_features", None, "sqrt", "log2", nullable=True),
                        _int("max_leaf_nodes", None, 2, nullable=True), _float("min_impurity_decrease", 0.0, 0),
                        _float("ccp_alpha", 0.0, 0), _choice("splitter", "best", "best", "random")), class_weight=True),
    _forest("random_forest", "Random forest", "RandomForest", True),
    _forest("extra_trees", "Extra trees", "ExtraTrees", False),
    Algorithm("hist_gradient_boosting", "Histogram gradient boosting", "sklearn",
              _both("sklearn.ensemble.HistGradientBoostingRegressor", "sklearn.ensemble.HistGradientBoostingClassifier"),
              NATIVE, (_int("max_iter", 100, 1), _float("learning_rate", 0.1, 0), _int("max_leaf_nodes", 31, 2, nullable=True),
                       _int("max_depth", None, 1, nullable=True), _int("min_samples_leaf", 20, 1),
                       _float("l2_regularization", 0.0, 0), _number_or("max_features", 1.0), _int("max_bins", 255, 2, 255)),
              "max_iter", class_weight=True, aliases={"n_estimators": "max_iter"}),
    Algorithm("gradient_boosting", "Gradient boosting", "sklearn",
              _both("sklearn.ensemble.GradientBoostingRegressor", "sklearn.ensemble.GradientBoostingClassifier"),
              FILLED, (_int("n_estimators", 100, 1), _float("learning_rate", 0.1, 0), _int("max_depth", 3, 1, nullable=True),
                       _float("subsample", 1.0, 0, 1), _number_or("min_samples_split", 2), _number_or("min_samples_leaf", 1),
                       _number_or("max_features", None, "sqrt", "log2", nullable=True))),
    Algorithm("adaboost", "AdaBoost", "sklearn",
              _both("sklearn.ensemble.AdaBoostRegressor", "sklearn.ensemble.AdaBoostClassifier"),
              FILLED, (_int("n_estimators", 50, 1), _float("learning_rate", 1.0, 0))),
    Algorithm("mlp", "Neural network", "sklearn",
              _both("sklearn.neural_network.MLPRegressor", "sklearn.neural_network.MLPClassifier"),
              NUMERIC, (Hyperparameter("hidden_layer_sizes", "list", [100]),
                        _choice("activation", "relu", "relu", "tanh", "logistic", "identity"),
                        _choice("solver", "adam", "adam", "sgd", "lbfgs"), _float("alpha", 1e-4, 0),
                        _float("learning_rate_init", 1e-3, 0), _int("batch_size", 200, 1), _int("max_iter", 200, 1),
                        _float("tol", 1e-4, 0)), weights=False),
)  # fmt: skip

ALGORITHMS: dict[str, Algorithm] = {a.name: a for a in (LIGHTGBM, XGBOOST, *_SKLEARN)}

# Names other tools use for the same thing.
ALGORITHM_ALIASES = {
    "lgbm": "lightgbm", "lgb": "lightgbm", "xgb": "xgboost", "linear_regression": "linear", "ols": "linear",
    "logistic_regression": "logistic", "elasticnet": "elastic_net", "svc": "svm", "svr": "svm",
    "decision_tree": "tree", "rf": "random_forest", "extratrees": "extra_trees", "hgb": "hist_gradient_boosting",
    "gaussian_nb": "naive_bayes", "k_nearest_neighbors": "knn",
}  # fmt: skip
INSTALL = {"lightgbm": "lightgbm", "xgboost": "xgboost-cpu", "sklearn": "scikit-learn"}
