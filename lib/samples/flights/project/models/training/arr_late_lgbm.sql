{{ config(
    materialized='model',
    task='classification',
    target='arr_late',
    algorithm='lightgbm',
    hyperparams={'num_leaves': 63, 'n_estimators': 200, 'learning_rate': 0.08, 'min_child_samples': 200},
    cv={'folds': 3, 'strategy': 'time', 'column': 'sched_dep_at'},
    early_stopping=20,
    metric='roc_auc',
    id='flight_id',
    exclude=['as_of', 'sched_dep_at'],
    seed=7
) }}
-- Will a flight land more than 15 minutes late? Asked two hours before it is to leave.
select * from {{ ref('flight_features') }}
where arr_late is not null
